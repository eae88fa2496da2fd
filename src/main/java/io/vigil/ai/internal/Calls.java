package io.vigil.ai.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.ai.AiCall;

/** Counts the calls that are made: {@code ai_api_calls_total} and its like. */
@Singleton
public class Calls {

    private final MeterRegistry registry;

    Calls(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A call that has been made, counted; its cost is rounded to what can be booked. */
    public AiCall made(String provider, String model, AiCall.Kind kind, long input, long output, BigDecimal cost,
            boolean succeeded, Duration took) {
        BigDecimal booked = cost.setScale(Prices.SCALE, RoundingMode.HALF_UP);
        registry.counter("ai.api.calls", "provider", provider, "model", model, "status", succeeded ? "success" : "failure")
                .increment();
        registry.timer("ai.api.duration", "provider", provider).record(took);
        registry.counter("ai.api.tokens", "provider", provider, "type", "input").increment(input);
        registry.counter("ai.api.tokens", "provider", provider, "type", "output").increment(output);
        registry.counter("ai.api.cost", "provider", provider).increment(booked.doubleValue());
        return new AiCall(provider, model, kind, input, output, booked, succeeded, took);
    }
}
