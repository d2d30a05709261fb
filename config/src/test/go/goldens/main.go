// Prints how go-yaml v3 reads each line of its input, one JSON value for each; ␤ stands for a new
// line. The Collector reads its files with go-yaml, so what it prints is what Tailrace must read:
//
//	go run . < ../../resources/goyaml/inputs.txt > ../../resources/goyaml/expected.jsonl
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// plain turns a value into JSON that says its type.
func plain(v any) any {
	switch x := v.(type) {
	case nil:
		return []any{"null"}
	case bool:
		return []any{"bool", x}
	case int, int64, uint64:
		return []any{"int", fmt.Sprint(x)}
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return []any{"float", fmt.Sprint(x)}
		}
		return []any{"float", fmt.Sprintf("%x", math.Float64bits(x))}
	case time.Time:
		return []any{"time", x.UTC().Format(time.RFC3339Nano)}
	case string:
		return []any{"str", x}
	case []any:
		out := []any{}
		for _, e := range x {
			out = append(out, plain(e))
		}
		return []any{"seq", out}
	case map[string]any:
		out := map[string]any{}
		for k, e := range x {
			out[k] = plain(e)
		}
		return []any{"map", out}
	case map[any]any:
		out := map[string]any{}
		for k, e := range x {
			out[fmt.Sprint(k)] = plain(e)
		}
		return []any{"map", out}
	}
	return []any{"other", fmt.Sprintf("%T", v)}
}

func read(text string) any {
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		return []any{"error"}
	}
	return plain(v)
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<20)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for in.Scan() {
		if err := out.Encode(read(strings.ReplaceAll(in.Text(), "␤", "\n"))); err != nil {
			panic(err)
		}
	}
}
