package io.tailrace.extensions.zpages;

import java.util.List;

/// Writes small pages.
final class Html {
  private Html() {}

  /// Returns a page.
  ///
  /// @param title as text
  /// @param body as HTML
  static String page(String title, String body) {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head><meta charset="utf-8"><title>%s</title>
    <style>body{font-family:sans-serif;margin:2em}table{border-collapse:collapse}
    td,th{border:1px solid #999;padding:.3em .8em;text-align:left}</style></head>
    <body><h1>%s</h1>
    %s</body></html>
    """
        .formatted(text(title), text(title), body);
  }

  /// Returns a table of texts.
  static String table(List<String> head, List<List<String>> rows) {
    StringBuilder html = new StringBuilder("<table>\n<tr>");
    head.forEach(cell -> html.append("<th>").append(text(cell)).append("</th>"));
    html.append("</tr>\n");
    for (List<String> row : rows) {
      html.append("<tr>");
      row.forEach(cell -> html.append("<td>").append(text(cell)).append("</td>"));
      html.append("</tr>\n");
    }
    return html.append("</table>\n").toString();
  }

  /// Returns a paragraph of text.
  static String paragraph(String text) {
    return "<p>" + text(text) + "</p>\n";
  }

  /// Returns text in which nothing is markup.
  static String text(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
