package dev.acrsync.vendorfederation;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.acrsync.registry.VendorIdentityException;
import dev.acrsync.settings.Credentials.VendorIdentity;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators while a vendor's tenant gives us no token: by a gauge, and by a warning
 * at first, when the reason changes, and every hour.
 */
final class VendorIdentityWatch {

	private static final Logger logger = LoggerFactory.getLogger(VendorIdentityWatch.class);

	private static final long HOUR = Duration.ofHours(1).toNanos();

	private final Settings settings;

	private final Map<String, IdentityFailure> failures = new ConcurrentHashMap<>();

	VendorIdentityWatch(Settings settings, MeterRegistry meters) {
		this.settings = settings;
		for (Source source : settings.sources().values()) {
			if (source.registry().credentials() instanceof VendorIdentity) {
				Gauge.builder("acr.sync.vendor.identity.usable", () -> this.failures.containsKey(source.name()) ? 0 : 1)
					.description("1 if the vendor's tenant gives us a token of its identity, else 0")
					.tag("source", source.name())
					.register(meters);
			}
		}
	}

	void works(VendorIdentity identity) {
		for (Source source : this.settings.sources().values()) {
			if (isOf(source, identity) && this.failures.remove(source.name()) != null) {
				logger.info("Source '{}': the vendor's tenant gives tokens again", source.name());
			}
		}
	}

	void fails(VendorIdentity identity, VendorIdentityException reason) {
		long now = System.nanoTime();
		for (Source source : this.settings.sources().values()) {
			if (isOf(source, identity)) {
				IdentityFailure last = this.failures.get(source.name());
				if (last == null || !last.code().equals(reason.code()) || now - last.toldAt() > HOUR) {
					this.failures.put(source.name(), new IdentityFailure(reason.code(), now));
					logger.warn("Source '{}' cannot be reached: {}. {}", source.name(), reason.code(),
							reason.getMessage());
				}
			}
		}
	}

	private static boolean isOf(Source source, VendorIdentity identity) {
		return source.registry().credentials() instanceof VendorIdentity own
				&& own.tenantId().equals(identity.tenantId()) && own.clientId().equals(identity.clientId());
	}

	/**
	 * Why there is no token, and when that was told.
	 */
	private record IdentityFailure(String code, long toldAt) {
	}

}
