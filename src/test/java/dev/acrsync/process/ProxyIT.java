package dev.acrsync.process;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.InterceptingProxy;
import dev.acrsync.sandbox.OwnAuthority;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The service where nothing gets out but through a proxy that wants a login, and opens
 * TLS with certificates of an authority of its own.
 */
class ProxyIT {

	private static final String VENDOR = "contoso.azurecr.io";

	private static final String CUSTOMER = "customer.azurecr.io";

	private static final String RESOURCE_MANAGER = "management.azure.com";

	private static final String ENTRA = "login.microsoftonline.com";

	private static final String REPOSITORY = "tripinsights/poi";

	private static final String PASSWORD = "hunter-of-proxies";

	@TempDir
	private Path directory;

	@AutoClose
	private Sandbox sandbox;

	private InterceptingProxy proxy;

	@BeforeEach
	void start() {
		this.sandbox = Sandbox.start();
		this.sandbox.arm().retryAfter(Duration.ZERO);
		this.proxy = new InterceptingProxy(new OwnAuthority(this.directory, VENDOR, CUSTOMER, RESOURCE_MANAGER, ENTRA),
				"acr-sync:" + PASSWORD,
				Map.of(VENDOR, this.sandbox.vendor().endpoint(), CUSTOMER, this.sandbox.customer().endpoint(),
						RESOURCE_MANAGER, this.sandbox.arm().endpoint(), ENTRA,
						URI.create(this.sandbox.identity().authorityHost().toString().replaceFirst("/$", ""))));
	}

	@AfterEach
	void stop() {
		this.proxy.close();
	}

	@Test
	void anImageArrivesAlthoughAllThatGoesOutIsOpenedOnItsWay() {
		Map<String, String> environment = environment("db.customer.example,10.0.0.0/8");
		environment.put("ACR_SYNC_TRUSTED_CERTIFICATES", this.directory.resolve("ca.pem").toString());
		Digest digest = this.sandbox.vendor().put(REPOSITORY, "v1", StoredManifest.named("one"));
		try (JarProcess service = JarProcess.launch(environment, settings().toArray(String[]::new)).awaitReady()) {
			assertThat(service.post(AcrEvents.push(VENDOR, REPOSITORY, "v1", digest)).statusCode()).isEqualTo(202);
			service.awaitImports("succeeded", 1);
			assertThat(this.sandbox.customer().digest(REPOSITORY, "v1")).contains(digest);
			assertThat(this.proxy.connected()).contains(VENDOR, CUSTOMER, RESOURCE_MANAGER, ENTRA);
			assertThat(service.get("/doctor").at("/level").asString()).isEqualTo("ok");
			assertThat(service.output()).doesNotContain(PASSWORD);
		}
	}

	@Test
	void theDoctorNamesHostProxyAndIssuerAndWhatToDo() {
		List<String> line = new ArrayList<>(List.of("doctor"));
		settings().forEach((setting) -> line.add("--" + setting));
		try (JarProcess doctor = JarProcess.command(environment(CUSTOMER), line)) {
			String through = " through the proxy " + this.proxy.address() + ": ";
			String issued = "its certificate was issued by 'CN=Contoso Proxy CA,O=Contoso', which is not trusted here";
			String cure = "et acr-sync.trusted-certificates (in the chart trustedCertificates) to that authority's certificate";
			assertThat(doctor.output())
				.contains(
						"Registry 'contoso.azurecr.io' cannot be reached at https://contoso.azurecr.io" + through
								+ issued,
						"Azure Resource Manager cannot be reached at https://management.azure.com" + through + issued,
						"https://login.microsoftonline.com through the proxy " + this.proxy.address(), "cure: S" + cure)
				.doesNotContain(PASSWORD, "\tat ", "federated credential");
		}
	}

	private Map<String, String> environment(String direct) {
		Map<String, String> environment = new HashMap<>();
		environment.put("HTTPS_PROXY", "http://acr-sync:" + PASSWORD + "@" + this.proxy.address());
		environment.put("no_proxy", direct);
		this.sandbox.properties().forEach((key, value) -> {
			if (key.startsWith("AZURE_") && !key.equals("AZURE_AUTHORITY_HOST")) {
				environment.put(key, value.toString());
			}
		});
		return environment;
	}

	/** Nothing of the addresses of this machine: the names are Azure's. */
	private List<String> settings() {
		List<String> settings = new ArrayList<>(List.of("acr-sync.reconcile.schedule=off"));
		this.sandbox.properties().forEach((key, value) -> {
			if (key.startsWith("acr-sync.") && !key.endsWith("endpoint")) {
				settings.add(key + "=" + value);
			}
		});
		return settings;
	}

}
