package dev.acrsync.settings.reading;

import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Shows which key under {@code acr-sync} cannot be read: an unknown one, or a value of
 * the wrong kind. Values are not shown, since any of them may be a secret.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class UnboundSettingsFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	/** However it is written: a variable's name has no dashes. */
	private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of("acr-sync");

	private final ListPlaces places;

	UnboundSettingsFailureAnalyzer(Environment environment) {
		this.places = new ListPlaces(environment);
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		if (!OURS.equals(cause.getName()) && !OURS.isAncestorOf(cause.getName())) {
			return null;
		}
		UnboundConfigurationPropertiesException unbound = findCause(cause,
				UnboundConfigurationPropertiesException.class);
		if (unbound != null) {
			return analysis(unbound.getUnboundProperties()
				.stream()
				.map((it) -> this.places.problem(it).orElseGet(() -> unknown(it)))
				.map(SettingsProblem::toString)
				.distinct()
				.sorted()
				.collect(Collectors.joining("\n  - ")), cause);
		}
		return analysis(new SettingsProblem(key(cause) + origin(cause.getProperty()),
				"the value cannot be read as " + KnownKeys.kind(cause.getTarget()),
				KnownKeys.example(cause.getTarget()))
			.toString(), cause);
	}

	private static FailureAnalysis analysis(String problems, BindException cause) {
		return new FailureAnalysis("The configuration is not valid:\n\n  - " + problems,
				"Mend the keys above and start again.", cause);
	}

	private static String key(BindException cause) {
		ConfigurationProperty property = cause.getProperty();
		return (property != null) ? property.getName().toString() : cause.getName().toString();
	}

	private static SettingsProblem unknown(ConfigurationProperty property) {
		return new SettingsProblem(property.getName() + origin(property), "there is no such key",
				KnownKeys.nearest(property.getName().toString())
					.map((known) -> "Did you mean '" + known + "'? Otherwise remove it")
					.orElse("Remove it"));
	}

	private static String origin(@Nullable ConfigurationProperty property) {
		return (property != null && property.getOrigin() != null) ? " (" + property.getOrigin() + ")" : "";
	}

}
