package dev.acrsync.identity;

import java.time.Duration;
import java.util.Locale;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Measures what is asked of Azure.
 */
public class AzureRequests {

	/**
	 * No answer came.
	 */
	public static final String IO_ERROR = "io-error";

	/**
	 * Nothing was sent for want of a token.
	 */
	public static final String NO_TOKEN = "no-token";

	/**
	 * A vendor's tenant gave no token, which is no trouble of our own identity.
	 */
	public static final String REFUSED = "refused";

	private final MeterRegistry meters;

	public AzureRequests(MeterRegistry meters) {
		this.meters = meters;
	}

	/**
	 * Records a request.
	 * @param operation what was asked
	 * @param status the HTTP status, {@value #IO_ERROR} or {@value #NO_TOKEN}
	 * @param started when it was asked, as {@link System#nanoTime()} told
	 */
	public void record(AzureRequestKind operation, String status, long started) {
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
	public enum AzureRequestKind {

		/** That an image is copied. */
		IMPORT,

		/** How a copy goes. */
		POLL,

		/** What a resource is, or who may do what with it. */
		READ,

		/** A token of this service's identity. */
		TOKEN,

		/** A token of an identity that a vendor made. */
		VENDOR_TOKEN

	}

}
