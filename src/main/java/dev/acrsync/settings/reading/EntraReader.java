package dev.acrsync.settings.reading;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Credentials.Audience;
import dev.acrsync.settings.ResourceId;
import dev.acrsync.settings.reading.AcrSyncProperties.EntraProperties;

/**
 * Reads the identity that a vendor made for us.
 */
final class EntraReader {

	private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

	private static final Pattern DOMAIN = Pattern.compile("(?:[a-zA-Z0-9-]{1,63}\\.)+[a-zA-Z]{2,63}");

	private static final Set<String> REGISTRIES = Set.of("https://containerregistry.azure.net",
			"https://containerregistry.azure.cn", "https://containerregistry.azure.us");

	private static final Set<String> RESOURCE_MANAGERS = Set.of("https://management.azure.com",
			"https://management.core.windows.net", "https://management.chinacloudapi.cn",
			"https://management.core.chinacloudapi.cn", "https://management.usgovcloudapi.net",
			"https://management.core.usgovcloudapi.net");

	private final String key;

	private final EntraProperties properties;

	private final SettingsProblems problems;

	EntraReader(String source, EntraProperties properties, SettingsProblems problems) {
		this.key = source + ".entra";
		this.properties = properties;
		this.problems = problems;
	}

	/**
	 * Returns the vendor's identity, if one is written down, with these credentials for
	 * where it does not work.
	 */
	Credentials read(Credentials others, Optional<ResourceId> resourceId) {
		Optional<String> tenantId = SettingsProblems.text(this.properties.tenantId());
		Optional<String> clientId = SettingsProblems.text(this.properties.clientId());
		if (tenantId.isEmpty() && clientId.isEmpty() && SettingsProblems.text(this.properties.audience()).isEmpty()) {
			return others;
		}
		if (tenantId.filter((it) -> ID.matcher(it).matches() || DOMAIN.matcher(it).matches()).isEmpty()) {
			this.problems.add(this.key + ".tenant-id", "it is not the tenant of the vendor",
					"Write its id, or one of its domains, such as contoso.onmicrosoft.com, as the vendor's 'az account "
							+ "show --query tenantId' prints it");
		}
		if (clientId.filter((it) -> ID.matcher(it).matches()).isEmpty()) {
			this.problems.add(this.key + ".client-id", "it is not the client id of an identity",
					"Write what the vendor's 'az identity show --name <identity> --resource-group <group> "
							+ "--query clientId' prints");
		}
		if (resourceId.isPresent()) {
			this.problems.add(this.key, "it is set, and so is " + this.key.replaceFirst("entra$", "resource-id"),
					"Remove resource-id, which is for a registry of your own tenant, or remove entra");
		}
		return new Credentials.VendorIdentity(tenantId.orElse(""), clientId.orElse("").toLowerCase(Locale.ROOT),
				audience(), Optional.of(others).filter((it) -> it.secret().isPresent()));
	}

	private Audience audience() {
		String written = SettingsProblems.text(this.properties.audience())
			.map((it) -> it.toLowerCase(Locale.ROOT).replaceFirst("/(?:\\.default)?$", ""))
			.orElse("");
		if (!written.isEmpty() && !REGISTRIES.contains(written) && !RESOURCE_MANAGERS.contains(written)) {
			this.problems.add(this.key + ".audience", "a token for it is not for a registry to see",
					"Write https://containerregistry.azure.net or https://management.azure.com, or remove it");
		}
		return RESOURCE_MANAGERS.contains(written) ? Audience.RESOURCE_MANAGER : Audience.REGISTRY;
	}

}
