package dev.acrsync.tracing;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;

/**
 * Shows why nothing can be sent to the collector that is configured, without a stack
 * trace.
 */
class UnusableCollectorFailureAnalyzer extends AbstractFailureAnalyzer<BeanCreationException> {

	/** How Spring Boot names what sends to the collector. */
	private static final String EXPORTER = "otlp";

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BeanCreationException cause) {
		for (Throwable failure = cause; failure != null; failure = failure.getCause()) {
			if (failure instanceof BeanCreationException creation
					&& String.valueOf(creation.getBeanName()).startsWith(EXPORTER)) {
				return new FailureAnalysis(
						"No trace can be sent to the collector: "
								+ NestedExceptionUtils.getMostSpecificCause(creation).getMessage(),
						"Write " + BootTracingFilter.ENDPOINT
								+ " like http://collector.observability:4318/v1/traces, where the collector takes OTLP "
								+ "over HTTP and not over gRPC; or leave it out, and nothing is traced.",
						cause);
			}
		}
		return null;
	}

}
