package dev.acrsync.breaker;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.acrsync.image.RegistryHost;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The breakers of all registries, of a vendor's and of ours.
 */
public final class RegistryBreakers {

	private final Map<URI, RegistryBreaker> breakers = new ConcurrentHashMap<>();

	/**
	 * Why it was seen last that a registry does not answer: each in its own name, though
	 * several may be behind one endpoint.
	 */
	private final Map<RegistryHost, String> silences = new ConcurrentHashMap<>();

	private final LongSupplier nanos;

	public RegistryBreakers(Settings settings, MeterRegistry meters, LongSupplier nanos) {
		this.nanos = nanos;
		Stream
			.concat(settings.sources().values().stream().map(Source::registry),
					settings.targets().values().stream().map(Target::registry))
			.collect(Collectors.groupingBy(RegistryAccess::host))
			.forEach((host, registries) -> Gauge
				.builder("acr.sync.registry.open",
						() -> registries.stream().map(this::of).anyMatch(RegistryBreaker::isOpen) ? 1 : 0)
				.description("Whether the registry does not answer, so that one import at a time looks whether it does")
				.tag("registry", host.value())
				.register(meters));
	}

	public RegistryBreaker of(RegistryAccess registry) {
		return this.breakers.computeIfAbsent(registry.endpoint(), (_) -> new RegistryBreaker(this.nanos));
	}

	/**
	 * Remembers why a registry does not answer.
	 */
	void silent(RegistryAccess registry, String reason) {
		this.silences.put(registry.host(), reason);
	}

	/**
	 * Says why a registry does not answer.
	 */
	String silence(RegistryAccess registry) {
		return this.silences.getOrDefault(registry.host(), "Registry '" + registry.host() + "' does not answer");
	}

}
