package dev.acrsync.tracing;

import io.micrometer.tracing.otel.bridge.Slf4JEventListener;
import io.opentelemetry.api.OpenTelemetry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Switches tracing on where a collector is configured.
 */
@Configuration(proxyBeanMethods = false)
class TracingConfiguration {

	@Bean
	Tracing tracing(ObjectProvider<OpenTelemetry> openTelemetry) {
		return openTelemetry.stream()
			.findFirst()
			.<Tracing>map((it) -> new CollectedTracing(it.getTracer("dev.acrsync")))
			.orElse(Tracing.OFF);
	}

	/**
	 * Log lines name trace and span as the Elastic Common Schema does.
	 */
	@Bean
	@ConditionalOnProperty(BootTracingFilter.ENDPOINT)
	Slf4JEventListener traceInLog() {
		return new Slf4JEventListener("trace.id", "span.id");
	}

}
