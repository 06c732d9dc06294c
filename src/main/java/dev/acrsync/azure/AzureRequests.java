package dev.acrsync.azure;

import java.time.Duration;
import java.util.Locale;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Measures what is asked of Azure.
 */
class AzureRequests {

	/**
	 * No answer came.
	 */
	static final String IO_ERROR = "io-error";

	/**
	 * Nothing was sent for want of a token.
	 */
	static final String NO_TOKEN = "no-token";

	/**
	 * A vendor's tenant gave no token, which is no trouble of our own identity.
	 */
	static final String REFUSED = "refused";

	private final MeterRegistry meters;

	AzureRequests(MeterRegistry meters) {
		this.meters = meters;
	}

	/**
	 * Records a request.
	 * @param operation what was asked
	 * @param status the HTTP status, {@value #IO_ERROR} or {@value #NO_TOKEN}
	 * @param started when it was asked, as {@link System#nanoTime()} told
	 */
	void record(AzureRequestKind operation, String status, long started) {
		Timer.builder("acr.sync.azure.requests")
			.description("Requests to Azure by operation and HTTP status")
			.tag("operation", operation.name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.tag("status", status)
			.register(this.meters)
			.record(Duration.ofNanos(System.nanoTime() - started));
	}

	/**
	 * What is asked of Azure.
	 */
	enum AzureRequestKind {

		IMPORT, POLL, READ, TOKEN, VENDOR_TOKEN

	}

}
