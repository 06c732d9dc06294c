package dev.acrsync.identity;

import java.util.Locale;
import java.util.stream.Stream;

import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Shows when the passwords of registries end, of those where it is known. Its labels come
 * from the configuration alone.
 */
class PasswordExpiryMetrics implements MeterBinder {

	private final Settings settings;

	PasswordExpiryMetrics(Settings settings) {
		this.settings = settings;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		MultiGauge gauge = MultiGauge.builder("acr.sync.credential.expiry.timestamp")
			.description("When the password of a source or a target ends")
			.baseUnit("seconds")
			.register(registry);
		this.settings.onRotation(() -> show(gauge));
		show(gauge);
	}

	private void show(MultiGauge gauge) {
		gauge.register(
				Stream
					.concat(this.settings.sources()
						.values()
						.stream()
						.flatMap((source) -> row(source.name(), "", source.registry())),
							this.settings.targets()
								.values()
								.stream()
								.flatMap((target) -> row("", target.name(), target.registry())))
					.toList(),
				true);
	}

	/**
	 * An empty label is none to Prometheus, and Micrometer wants the same labels in all.
	 */
	private static Stream<Row<?>> row(String source, String target, RegistryAccess registry) {
		return PasswordExpiry.of(registry)
			.<Row<?>>map((expiry) -> Row.of(Tags.of("source", source, "target", target, "origin",
					expiry.origin().name().toLowerCase(Locale.ROOT)), expiry.end().getEpochSecond()))
			.stream();
	}

}
