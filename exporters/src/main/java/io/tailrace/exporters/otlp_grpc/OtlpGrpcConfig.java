package io.tailrace.exporters.otlp_grpc;

import io.tailrace.component.DeliveryConfig;
import io.tailrace.component.RetryConfig;
import io.tailrace.component.SendingQueueConfig;
import io.tailrace.component.client.GrpcClientConfig;
import io.tailrace.config.Option;
import java.time.Duration;

/// What is written below `otlp_grpc:`.
record OtlpGrpcConfig(
    @Option(inline = true, doc = "The server and how to talk to it.") GrpcClientConfig client,
    @Option(value = "5s", min = 0, doc = "How long an answer is waited for; `0` for ever.")
        Duration timeout,
    @Option(doc = "How failed requests are repeated.") RetryConfig retryOnFailure,
    @Option(doc = "Concurrency and batching.") SendingQueueConfig sendingQueue,
    @Option(inline = true, doc = "How the backlog is read.") DeliveryConfig delivery) {}
