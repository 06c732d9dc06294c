package dev.acrsync.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.springframework.util.FileSystemUtils;

/**
 * Everything around the service on this machine alone: the vendor's registry with its
 * webhook, our own registry, Azure Resource Manager, and Entra.
 */
public final class Sandbox implements AutoCloseable {

	/**
	 * The secret of the vendor's webhook.
	 */
	public static final String WEBHOOK_SECRET = "sandbox-webhook-secret";

	/**
	 * The user that may read the vendor's registry.
	 */
	public static final String USERNAME = "acr-sync-token";

	/**
	 * The password of that user.
	 */
	public static final String PASSWORD = "sandbox-registry-password";

	/**
	 * The resource id of our own registry.
	 */
	public static final String RESOURCE_ID = "/subscriptions/00000000-0000-0000-0000-000000000001"
			+ "/resourceGroups/sandbox/providers/Microsoft.ContainerRegistry/registries/customer";

	private static final String FEDERATED_TOKEN = "sandbox-federated-token";

	private final Path directory;

	private final StandInIdentity identity;

	private final StandInRegistry vendor;

	private final StandInRegistry customer;

	private final StandInArm arm;

	private final AcrWebhook webhook = new AcrWebhook(URI.create("http://localhost:8080/webhooks/contoso"),
			WEBHOOK_SECRET);

	private Sandbox(int vendorPort, int customerPort, int armPort, int identityPort, Optional<ImageCopier> copier) {
		this.directory = createDirectory();
		this.identity = new StandInIdentity(identityPort, FEDERATED_TOKEN);
		this.vendor = new StandInRegistry("contoso.azurecr.io", vendorPort, (_) -> false);
		this.vendor.admit(USERNAME, PASSWORD);
		this.vendor.openForWrites();
		this.vendor.onPush((push) -> this.webhook.deliverLater(AcrEvents.push(push)));
		this.customer = new StandInRegistry("customer.azurecr.io", customerPort, this.identity::isRegistryToken);
		this.arm = new StandInArm(armPort, this.identity,
				copier.orElseGet(() -> new StandInCopier(this.vendor, this.customer)));
	}

	/**
	 * Starts it at free ports, with nothing that waits: for tests.
	 */
	public static Sandbox start() {
		return new Sandbox(0, 0, 0, 0, Optional.empty());
	}

	/**
	 * Starts it at free ports, with an Azure that copies by other means.
	 */
	public static Sandbox start(ImageCopier copier) {
		return new Sandbox(0, 0, 0, 0, Optional.of(copier));
	}

	/**
	 * Starts it at ports that are easy to remember, or at free ones where they are taken,
	 * and at the pace of Azure: 18081 for the vendor's registry, 18082 for ours, 18443
	 * for Resource Manager, 18444 for Entra.
	 */
	public static Sandbox startForPeople() {
		Sandbox sandbox = new Sandbox(18081, 18082, 18443, 18444, Optional.empty());
		sandbox.arm.retryAfter(Duration.ofSeconds(1));
		return sandbox;
	}

	/**
	 * Returns the vendor's registry. A push over HTTP needs no password, and like each
	 * {@link StandInRegistry#push push} it fires the webhook.
	 */
	public StandInRegistry vendor() {
		return this.vendor;
	}

	/**
	 * Returns our own registry, which images are imported into.
	 */
	public StandInRegistry customer() {
		return this.customer;
	}

	/**
	 * Returns Resource Manager.
	 */
	public StandInArm arm() {
		return this.arm;
	}

	/**
	 * Returns Entra and the identity endpoints.
	 */
	public StandInIdentity identity() {
		return this.identity;
	}

	/**
	 * Returns the vendor's webhook. It has to be pointed at the service, unless that
	 * listens at port 8080.
	 */
	public AcrWebhook webhook() {
		return this.webhook;
	}

	/**
	 * Returns all that the service has to be told, by property name.
	 */
	public Map<String, Object> properties() {
		Map<String, Object> properties = new LinkedHashMap<>();
		String source = "acr-sync.sources.contoso.";
		properties.put(source + "registry", this.vendor.host());
		properties.put(source + "endpoint", this.vendor.endpoint());
		properties.put(source + "username", USERNAME);
		properties.put(source + "password", PASSWORD);
		properties.put(source + "webhook.secrets[0]", WEBHOOK_SECRET);
		properties.put(source + "rules[0].repositories[0]", "tripinsights/*");
		properties.put(source + "rules[0].tags[0]", "*");
		properties.put(source + "rules[0].exclude-tags[0]", "*-rc*");
		properties.put("acr-sync.targets.prod.resource-id", RESOURCE_ID);
		properties.put("acr-sync.targets.prod.endpoint", this.customer.endpoint());
		properties.put("acr-sync.azure.resource-manager-endpoint", this.arm.endpoint());
		properties.put("AZURE_TENANT_ID", "00000000-0000-0000-0000-000000000002");
		properties.put("AZURE_CLIENT_ID", "00000000-0000-0000-0000-000000000003");
		properties.put("AZURE_FEDERATED_TOKEN_FILE", this.directory.resolve("federated-token"));
		properties.put("AZURE_AUTHORITY_HOST", this.identity.authorityHost());
		properties.put("spring.datasource.url", "jdbc:sqlite:" + this.directory.resolve("acr-sync.db"));
		properties.replaceAll((_, value) -> value.toString());
		return properties;
	}

	@Override
	public void close() {
		this.webhook.close();
		this.vendor.close();
		this.customer.close();
		this.arm.close();
		this.identity.close();
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path createDirectory() {
		try {
			Path directory = Files.createTempDirectory("acr-sync-sandbox-");
			Files.writeString(directory.resolve("federated-token"), FEDERATED_TOKEN);
			return directory;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
