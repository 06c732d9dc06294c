package dev.acrsync.live;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * What a run is told, as system properties.
 *
 * @param azure {@code azure}, or {@code stand-in}
 * @param subscription the subscription's id
 * @param resourceGroup the name of a resource group that is there
 * @param sku the registries' SKU
 * @param yes whether nothing is asked
 * @param clean whether leftovers are deleted, and nothing else is done
 * @param service whether the packaged service is there
 * @param only which statements are checked, by their ids
 * @param directory gets the table and the exchanges
 * @param standIn where a stand-in is already, its Resource Manager and its identity
 */
record RunSettings(String azure, String subscription, String resourceGroup, String sku, boolean yes, boolean clean,
		boolean service, Pattern only, Path directory, Optional<StandInPlace> standIn) {

	private static final String STAND_IN = "stand-in";

	private static final String ANY_SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";

	/**
	 * Reads them.
	 * @throws IllegalArgumentException if one is missing or wrong; the message says what
	 * to write
	 */
	static RunSettings read(Properties properties) {
		String azure = value(properties, "live.azure", "azure");
		if (!azure.equals("azure") && !azure.equals(STAND_IN)) {
			throw new IllegalArgumentException("live.azure is 'azure' or 'stand-in', not '%s'".formatted(azure));
		}
		boolean standIn = azure.equals(STAND_IN);
		String subscription = value(properties, "live.subscription", standIn ? ANY_SUBSCRIPTION : "");
		String group = value(properties, "live.resource-group", standIn ? "live" : "");
		if (!subscription.matches("[0-9a-fA-F-]{36}") || !group.matches("[\\w.()-]{1,90}")) {
			throw new IllegalArgumentException("Name the subscription by its id, and a resource group that is there: "
					+ "-Dlive.subscription=<id> -Dlive.resource-group=<name>");
		}
		String place = value(properties, "live.stand-in.resource-manager", "");
		return new RunSettings(azure, subscription, group, value(properties, "live.sku", "Basic"),
				isSet(properties, "live.yes"), isSet(properties, "live.clean"),
				!value(properties, "acr-sync.jar", "").isEmpty(), Pattern.compile(value(properties, "live.only", ".*")),
				Path.of(value(properties, "live.directory", "target/live")),
				place.isEmpty() ? Optional.empty() : Optional.of(new StandInPlace(URI.create(place),
						URI.create(value(properties, "live.stand-in.metadata", "")))));
	}

	/**
	 * Returns what is to be checked.
	 */
	List<StatementCheck> statements() {
		List<StatementCheck> all = this.service ? StatementCheck.withService() : StatementCheck.all();
		return all.stream().filter((statement) -> this.only.matcher(statement.id()).matches()).toList();
	}

	AzureAccess access() {
		if (!this.azure.equals(STAND_IN)) {
			return new AzureCliAccess();
		}
		return this.standIn
			.<AzureAccess>map((place) -> new StandInAccess(place.resourceManager(), place.metadata(), () -> {
			}))
			.orElseGet(StandInAccess::start);
	}

	private static boolean isSet(Properties properties, String name) {
		return value(properties, name, "false").equals("true");
	}

	/** Maven hands on what nobody has set as nothing. */
	private static String value(Properties properties, String name, String fallback) {
		String value = properties.getProperty(name, "");
		return value.isBlank() ? fallback : value.strip();
	}

	/**
	 * Where a stand-in for Azure is.
	 *
	 * @param resourceManager its Resource Manager
	 * @param metadata its identity
	 */
	record StandInPlace(URI resourceManager, URI metadata) {
	}

}
