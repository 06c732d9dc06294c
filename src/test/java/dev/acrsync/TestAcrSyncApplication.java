package dev.acrsync;

import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import dev.acrsync.sandbox.FreePorts;
import dev.acrsync.sandbox.LocalhostCertificate;
import dev.acrsync.sandbox.Sandbox;

import org.springframework.boot.SpringApplication;
import org.springframework.core.env.Environment;

/**
 * Starts the service in a {@link Sandbox}: {@code ./mvnw spring-boot:test-run}.
 */
public final class TestAcrSyncApplication {

	private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

	private TestAcrSyncApplication() {
	}

	public static void main(String[] args) {
		FreePorts.main(args);
		LocalhostCertificate.trustInThisJvm();
		Sandbox sandbox = Sandbox.startForPeople();
		SpringApplication.getShutdownHandlers().add(sandbox::close);
		try {
			Environment environment = SpringApplication.from(AcrSyncApplication::main)
				.run(arguments(sandbox, args))
				.getApplicationContext()
				.getEnvironment();
			int port = environment.getProperty("local.server.port", Integer.class, 8080);
			int operatorsPort = environment.getProperty("local.management.port", Integer.class, port);
			sandbox.webhook().pointTo(URI.create("http://localhost:%d/webhooks/contoso".formatted(port)));
			sandbox.fabrikamWebhook().pointTo(URI.create("http://localhost:%d/webhooks/fabrikam".formatted(port)));
			System.out.println(welcome(sandbox, operatorsPort));
		}
		catch (RuntimeException ex) {
			sandbox.close();
			throw ex;
		}
	}

	/**
	 * Puts the sandbox's properties before what was given by hand, which wins: Boot would
	 * join two values of one option to a list.
	 */
	private static String[] arguments(Sandbox sandbox, String[] args) {
		Map<String, Object> properties = sandbox.properties();
		properties.putAll(sandbox.fabrikamProperties());
		properties.put("acr-sync.sources.contoso.queue.url", sandbox.queue().url());
		properties.put("acr-sync.sources.contoso.watch", "10s");
		Stream<String> ours = properties.entrySet()
			.stream()
			.filter((property) -> Arrays.stream(args)
				.noneMatch((arg) -> arg.startsWith("--" + property.getKey() + "=")))
			.map((property) -> "--%s=%s".formatted(property.getKey(), property.getValue()));
		return Stream.concat(ours, Arrays.stream(args)).toArray(String[]::new);
	}

	private static String welcome(Sandbox sandbox, int operatorsPort) {
		URI vendor = sandbox.vendor().endpoint();
		return """

				The sandbox is ready, all of it on this machine. Ctrl-C stops it.

				Push an image at the vendor's registry (each time a new one):

				  %s

				See it arrive:

				  curl -s http://localhost:%d/actuator/imports

				Push one at the registry of a second vendor, which is reached without a password:

				  %s

				Push one of which Event Grid tells, at the webhook's URL:

				  %s

				Push one of which Event Grid tells, by a queue:

				  %s

				Push one of which nobody tells: it is found by watching, within ten seconds:

				  %s

				Push an image that Azure fails to import, as if the vendor's password were wrong:

				  %s
				""".formatted(push(vendor, "tripinsights/poi"), operatorsPort,
				push(sandbox.fabrikam().endpoint(), "loans/api"), push(vendor, "tripinsights/gridded"),
				push(vendor, "tripinsights/queued"), push(vendor, "tripinsights/unannounced"),
				push(vendor, "tripinsights/fail-bad-credentials"));
	}

	private static String push(URI registry, String repository) {
		return """
				curl -i -X PUT -H 'Content-Type: %s' \\
				    -d '{"schemaVersion":2,"layers":[],"annotations":{"build":"'$RANDOM$RANDOM'"}}' \\
				    %s/v2/%s/manifests/v1""".formatted(MANIFEST, registry, repository);
	}

}
