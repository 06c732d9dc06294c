package dev.acrsync.sandbox;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class SandboxTests {

	@Test
	void firesTheVendorsWebhookForEachPush() throws InterruptedException {
		BlockingQueue<StandInRequest> received = new LinkedBlockingQueue<>();
		try (Sandbox sandbox = Sandbox.start(); LoopbackServer service = LoopbackServer.http(0, (request) -> {
			received.add(request);
			return StandInAnswer.of(202);
		})) {
			sandbox.webhook().pointTo(service.endpoint().resolve("/webhooks/contoso"));
			sandbox.vendor().push("tripinsights/poi", "v1", StoredManifest.named("first"));
			StandInRequest request = received.take();
			JsonNode event = JsonMapper.shared().readTree(request.text());
			assertThat(event.at("/target/digest").asString()).isEqualTo(StoredManifest.named("first").digest().value());
			assertThat(event.at("/request/host").asString()).isEqualTo("contoso.azurecr.io");
			assertThat(request.header("Authorization")).contains("Bearer " + Sandbox.WEBHOOK_SECRET);
		}
	}

	@Test
	void namesItsRealAddressesAndLeavesNothingBehind() {
		Path tokenFile;
		try (Sandbox sandbox = Sandbox.start()) {
			Map<String, Object> properties = sandbox.properties();
			assertThat(properties).containsEntry("acr-sync.sources.contoso.endpoint",
					sandbox.vendor().endpoint().toString());
			assertThat(URI.create((String) properties.get("AZURE_AUTHORITY_HOST"))).hasScheme("https").hasPath("/");
			tokenFile = Path.of((String) properties.get("AZURE_FEDERATED_TOKEN_FILE"));
			assertThat(tokenFile).isRegularFile();
		}
		assertThat(tokenFile.getParent()).doesNotExist();
	}

	@Test
	void givesWayWhereAPortIsTaken() {
		try (LoopbackServer first = LoopbackServer.http(0, (_) -> StandInAnswer.of(200));
				LoopbackServer second = LoopbackServer.http(first.endpoint().getPort(), (_) -> StandInAnswer.of(200))) {
			assertThat(second.endpoint()).isNotEqualTo(first.endpoint());
		}
	}

}
