package dev.acrsync.doctor;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.ResourceId;
import dev.acrsync.settings.Source;

/**
 * Writes the commands that cure.
 */
final class AzCommands {

	/** A name, the part that makes it unique, and where its data plane is. */
	private static final Pattern ACR = Pattern
		.compile("([a-z0-9]{5,50})(?:-[a-z0-9]+)?(?:\\.[a-z0-9]+)*\\.azurecr\\.(?:io|cn|us)");

	private static final Pattern PRINCIPAL = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

	private static final Pattern BARRED = Pattern.compile("client with IP '([0-9a-fA-F.:]{3,45})'");

	private static final Pattern PLAIN = Pattern.compile("[\\w-]{1,64}");

	private AzCommands() {
	}

	static String assignImporter(String assignee, ResourceId scope) {
		return "az role assignment create --assignee %s --role \"Container Registry Data Importer and Data Reader\" --scope %s"
			.formatted(assignee, scope);
	}

	static String update(ResourceId registry, String change) {
		return "az acr update --subscription %s --resource-group %s --name %s %s".formatted(registry.subscription(),
				registry.resourceGroup(), registry.registry(), change);
	}

	static String set(ResourceId registry, String property) {
		return "az resource update --ids %s --set properties.%s".formatted(registry, property);
	}

	/**
	 * Returns the name of a registry at Azure, or nothing for a registry of another kind.
	 */
	static Optional<String> name(RegistryHost host) {
		return Optional.of(ACR.matcher(host.value())).filter(Matcher::matches).map((name) -> name.group(1));
	}

	/**
	 * Lets the source's user read repositories, and list their tags.
	 */
	static Optional<String> letRead(Source source, List<RepositoryName> repositories) {
		String added = repositories.stream()
			.map((repository) -> " --add-repository " + repository + " content/read metadata/read")
			.collect(Collectors.joining());
		return name(source.registry().host()).flatMap((name) -> user(source.registry()).map((user) -> isPrincipal(user)
				? "az role assignment create --assignee %s --role AcrPull --scope \"$(az acr show --name %s --query id --output tsv)\""
					.formatted(user, name)
				: "az acr scope-map update --registry %s --name %s-scope-map%s".formatted(name, user, added)));
	}

	/**
	 * Lets the identity that the source's owner made for us read what it lets us have.
	 */
	static String letRead(Source source, Credentials.VendorIdentity identity) {
		return ("Have its owner run 'az role assignment create --assignee %s --role \"Container Registry Repository "
				+ "Reader\" --scope \"$(az acr show --name %s --query id --output tsv)\"', with --role AcrPull where "
				+ "'az acr show --name %2$s --query roleAssignmentMode' does not print AbacRepositoryPermissions")
			.formatted(identity.clientId(),
					name(source.registry().host()).orElse(source.registry().host().resourceName()));
	}

	/**
	 * Makes a new password for the user that we show to a registry, in quotes. The old
	 * one stays good meanwhile: a token has two, a service principal any number.
	 */
	static Optional<String> renewPassword(RegistryAccess registry) {
		return name(registry.host()).flatMap((name) -> user(registry).map((user) -> isPrincipal(user)
				? "'az ad app credential reset --id %s --append'".formatted(user)
				: "'az acr token credential generate --registry %s --name %s --password1 --expiration-in-days 180' (--password2 if password1 is in use)"
					.formatted(name, user)));
	}

	/**
	 * Opens a firewall to us, if a registry's words are those of one.
	 */
	static Optional<String> openFirewall(RegistryHost host, String message) {
		return Optional.of(BARRED.matcher(message))
			.filter(Matcher::find)
			.flatMap((barred) -> name(host)
				.map((name) -> "az acr network-rule add --name %s --ip-address %s".formatted(name, barred.group(1))));
	}

	private static boolean isPrincipal(String user) {
		return PRINCIPAL.matcher(user).matches();
	}

	private static Optional<String> user(RegistryAccess registry) {
		return (registry.credentials() instanceof Credentials.Basic basic)
				? Optional.of(basic.username()).filter((user) -> PLAIN.matcher(user).matches()) : Optional.empty();
	}

}
