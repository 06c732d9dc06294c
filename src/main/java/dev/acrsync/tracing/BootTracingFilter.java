package dev.acrsync.tracing;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Takes of Spring Boot's tracing what sends our spans to a collector, and nothing at all
 * where none is configured.
 */
final class BootTracingFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	/**
	 * Where the collector is.
	 */
	static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

	private static final List<String> TRACING = List.of("org.springframework.boot.micrometer.tracing.",
			"org.springframework.boot.opentelemetry.");

	/**
	 * What would send logs too, and make a span of every request: also of a probe's, and
	 * of a stranger's before they are turned away.
	 */
	private static final List<String> UNWANTED = List.of(
			"org.springframework.boot.opentelemetry.autoconfigure.logging.",
			"org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration");

	private boolean collected;

	@Override
	public void setEnvironment(Environment environment) {
		this.collected = StringUtils.hasText(environment.getProperty(ENDPOINT));
	}

	@Override
	public boolean[] match(@Nullable String[] names, AutoConfigurationMetadata metadata) {
		boolean[] match = new boolean[names.length];
		for (int i = 0; i < names.length; i++) {
			match[i] = isWanted(String.valueOf(names[i]));
		}
		return match;
	}

	private boolean isWanted(String name) {
		List<String> unwanted = this.collected ? UNWANTED : TRACING;
		return unwanted.stream().noneMatch(name::startsWith);
	}

}
