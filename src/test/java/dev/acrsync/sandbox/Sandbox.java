package dev.acrsync.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

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

	/**
	 * The tenant of the second vendor.
	 */
	public static final String FABRIKAM_TENANT = "00000000-0000-0000-0000-00000000000f";

	/**
	 * The identity that the second vendor has made for us.
	 */
	public static final String FABRIKAM_CLIENT = "00000000-0000-0000-0000-0000000000fc";

	private final Path directory;

	private final StandInIdentity identity;

	private final StandInRegistry vendor;

	private final StandInRegistry fabrikam;

	private final StandInCopier copier;

	private final List<StandInRegistry> others = new ArrayList<>();

	/** What ends before it does. */
	private final List<Runnable> guests = new CopyOnWriteArrayList<>();

	private final StandInRegistry customer;

	private final StandInArm arm;

	private final StandInQueue queue;

	private final AcrWebhook webhook = new AcrWebhook(URI.create("http://localhost:8080/webhooks/contoso"),
			WEBHOOK_SECRET);

	private final AcrWebhook fabrikamWebhook = new AcrWebhook(URI.create("http://localhost:8080/webhooks/fabrikam"),
			WEBHOOK_SECRET + "-fabrikam");

	private Sandbox(int vendorPort, int customerPort, int armPort, int identityPort, int fabrikamPort, int queuePort,
			Optional<ImageCopier> copier) {
		this.directory = createDirectory();
		this.identity = new StandInIdentity(identityPort, UUID.randomUUID().toString());
		renewFederatedToken(Duration.ofDays(30));
		StandInTenant tenant = this.identity.tenant(FABRIKAM_TENANT);
		tenant.trust(FABRIKAM_CLIENT, StandInIdentity.CLUSTER, StandInIdentity.SUBJECT, StandInIdentity.EXCHANGE);
		tenant.addIdentitiesThatRefuse();
		this.fabrikam = new StandInRegistry("fabrikam.azurecr.io", fabrikamPort, tenant::isRegistryToken);
		this.fabrikam.openForWrites();
		this.fabrikam.onPush((push) -> this.fabrikamWebhook.deliverLater(AcrEvents.push(push)));
		this.vendor = new StandInRegistry("contoso.azurecr.io", vendorPort, (_) -> false);
		this.vendor.admit(USERNAME, PASSWORD);
		this.vendor.openForWrites();
		this.vendor.onPush(this::tell);
		this.customer = new StandInRegistry("customer.azurecr.io", customerPort, this.identity::isRegistryToken);
		this.copier = new StandInCopier(this.vendor, this.fabrikam, this.customer);
		this.arm = new StandInArm(armPort, this.identity, copier.orElse(this.copier));
		this.queue = new StandInQueue(queuePort, this.identity::isStorageToken);
	}

	/**
	 * Has the webhook called. What goes to {@code tripinsights/gridded} is told of by
	 * Event Grid, what goes to {@code tripinsights/queued} by it through the queue, and
	 * nobody tells of {@code tripinsights/unannounced}.
	 */
	private void tell(PushedManifest push) {
		switch (push.repository()) {
			case "tripinsights/queued" -> this.queue.put(GridEvents.event(AcrEvents.push(push)).toString());
			case "tripinsights/gridded" ->
				this.webhook.deliverLater(GridEvents.batch(List.of(GridEvents.event(AcrEvents.push(push)))));
			case "tripinsights/unannounced" -> {
			}
			default -> this.webhook.deliverLater(AcrEvents.push(push));
		}
	}

	/**
	 * Starts it at free ports, with nothing that waits: for tests.
	 */
	public static Sandbox start() {
		return new Sandbox(0, 0, 0, 0, 0, 0, Optional.empty());
	}

	/**
	 * Starts it at free ports, with an Azure that copies by other means.
	 */
	public static Sandbox start(ImageCopier copier) {
		return new Sandbox(0, 0, 0, 0, 0, 0, Optional.of(copier));
	}

	/**
	 * Starts it at ports that are easy to remember, or at free ones where they are taken,
	 * and at the pace of Azure: 18081 for the vendor's registry, 18082 for ours, 18443
	 * for Resource Manager, 18444 for Entra, 18083 for the second vendor's registry,
	 * 18445 for the queue.
	 */
	public static Sandbox startForPeople() {
		Sandbox sandbox = new Sandbox(18081, 18082, 18443, 18444, 18083, 18445, Optional.empty());
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
	 * Returns the registry of a second vendor in a tenant of its own, which is reached
	 * without a password.
	 */
	public StandInRegistry fabrikam() {
		return this.fabrikam;
	}

	/**
	 * Starts the registry of one more vendor, which is reached by an identity of its
	 * tenant, and whose webhook goes to the service.
	 * @param properties is given what the service has to be told
	 */
	public StandInRegistry addVendor(String name, String tenantId, String clientId, Map<String, Object> properties) {
		StandInTenant tenant = this.identity.tenant(tenantId);
		tenant.trust(clientId, StandInIdentity.CLUSTER, StandInIdentity.SUBJECT, StandInIdentity.EXCHANGE);
		StandInRegistry registry = new StandInRegistry(name + ".azurecr.io", 0,
				(token) -> tenant.isRegistryToken(token, clientId));
		this.others.add(registry);
		this.copier.add(registry);
		String source = "acr-sync.sources." + name + ".";
		properties.put(source + "registry", registry.host());
		properties.put(source + "endpoint", registry.endpoint().toString());
		properties.put(source + "entra.tenant-id", tenantId);
		properties.put(source + "entra.client-id", clientId);
		properties.put(source + "webhook.secrets[0]", WEBHOOK_SECRET + "-" + name);
		properties.put(source + "rules[0].repositories[0]", name + "/*");
		return registry;
	}

	/**
	 * Returns the webhook of the second vendor.
	 */
	public AcrWebhook fabrikamWebhook() {
		return this.fabrikamWebhook;
	}

	/**
	 * Exchanges the federated token for a new one, as a cluster does.
	 */
	public void renewFederatedToken(Duration lifetime) {
		mount(this.identity.assertion(lifetime));
	}

	/**
	 * Returns the federated token that is mounted.
	 */
	public String mounted() {
		try {
			return Files.readString(this.directory.resolve("federated-token"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Mounts another federated token.
	 */
	public void mount(String token) {
		try {
			Path next = Files.writeString(this.directory.resolve("next-token"), token);
			Files.move(next, this.directory.resolve("federated-token"), StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
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
	 * Returns the queue into which Event Grid puts events of the first vendor, if the
	 * service is told of it.
	 */
	public StandInQueue queue() {
		return this.queue;
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
	 * Returns what the service has to be told of the second vendor.
	 */
	public Map<String, Object> fabrikamProperties() {
		Map<String, Object> properties = new LinkedHashMap<>();
		String source = "acr-sync.sources.fabrikam.";
		properties.put(source + "registry", this.fabrikam.host());
		properties.put(source + "endpoint", this.fabrikam.endpoint().toString());
		properties.put(source + "entra.tenant-id", FABRIKAM_TENANT);
		properties.put(source + "entra.client-id", FABRIKAM_CLIENT);
		properties.put(source + "webhook.secrets[0]", WEBHOOK_SECRET + "-fabrikam");
		properties.put(source + "rules[0].repositories[0]", "loans/*");
		return properties;
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
		properties.put("AZURE_TENANT_ID", StandInIdentity.TENANT);
		properties.put("AZURE_CLIENT_ID", "00000000-0000-0000-0000-000000000003");
		properties.put("AZURE_FEDERATED_TOKEN_FILE", this.directory.resolve("federated-token"));
		properties.put("AZURE_AUTHORITY_HOST", this.identity.authorityHost());
		properties.put("spring.datasource.url", "jdbc:sqlite:" + this.directory.resolve("acr-sync.db"));
		properties.replaceAll((_, value) -> value.toString());
		return properties;
	}

	/**
	 * Has something end that runs in it before it is closed itself.
	 */
	public void beforeClose(Runnable end) {
		this.guests.add(end);
	}

	@Override
	public void close() {
		this.guests.reversed().forEach(Runnable::run);
		this.webhook.close();
		this.fabrikamWebhook.close();
		this.vendor.close();
		this.fabrikam.close();
		this.customer.close();
		this.arm.close();
		this.queue.close();
		this.others.forEach(StandInRegistry::close);
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
			return Files.createTempDirectory("acr-sync-sandbox-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
