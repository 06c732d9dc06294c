package dev.acrsync.sandbox;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class AcrWebhookTests {

	private final BlockingQueue<StandInRequest> received = new LinkedBlockingQueue<>();

	private final LoopbackServer receiver = LoopbackServer.http(0, (request) -> {
		this.received.add(request);
		return StandInAnswer.text(202, "taken");
	});

	private final AcrWebhook webhook = new AcrWebhook(this.receiver.endpoint().resolve("/webhooks/contoso"),
			"the-secret-of-contoso");

	@AfterEach
	void close() {
		this.webhook.close();
		this.receiver.close();
	}

	@Test
	void sendsAPushAsAcrDoes() throws InterruptedException {
		StoredManifest manifest = StoredManifest.named("poi");
		this.webhook.deliver(AcrEvents
			.push(new PushedManifest("contoso.azurecr.io", "tripinsights/poi", Optional.of("v1"), manifest)));
		StandInRequest request = this.received.take();
		assertThat(request.path()).isEqualTo("/webhooks/contoso");
		assertThat(request.headers()).containsEntry("Content-type", List.of("application/json; charset=utf-8"))
			.containsEntry("User-agent", List.of("AzureContainerRegistry/1.0"))
			.containsEntry("X-forwarded-for", List.of("true"))
			.containsEntry("Authorization", List.of("Bearer the-secret-of-contoso"));
		assertThat(request.header("traceparent"))
			.hasValueSatisfying((value) -> assertThat(value).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00"));
		assertThat(request.text()).matches(
				"""
						\\{"id":"[0-9a-f-]{36}","timestamp":"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}Z","action":"push",\
						"target":\\{"mediaType":"application/vnd\\.oci\\.image\\.manifest\\.v1\\+json","size":(\\d+),\
						"digest":"%s","length":\\1,"repository":"tripinsights/poi","tag":"v1"},\
						"request":\\{"id":"[0-9a-f-]{36}","host":"contoso\\.azurecr\\.io","method":"PUT","useragent":"[^"]+"}}"""
					.formatted(manifest.digest()));
	}

	@Test
	void leavesOutWhatAnActionDoesNotHave() {
		StoredManifest manifest = StoredManifest.named("poi");
		JsonNode byDigest = AcrEvents.push(new PushedManifest("contoso.azurecr.io", "poi", Optional.empty(), manifest));
		assertThat(byDigest.path("target").has("tag")).isFalse();
		assertThat(AcrEvents.ping().toString()).hasSize(104);
		assertThat(AcrEvents.delete("contoso.azurecr.io", "poi", manifest.digest()).path("target").propertyNames())
			.containsExactly("mediaType", "digest", "repository");
		JsonNode quarantine = AcrEvents.quarantine("contoso.azurecr.io", "poi", "v1", manifest.digest());
		assertThat(quarantine.path("target").has("mediaType")).isFalse();
		assertThat(quarantine.path("request").has("useragent")).isFalse();
		assertThat(AcrEvents.chartPush("charts/poi", "poi", "1.0.0", manifest.digest()).has("request")).isFalse();
	}

	@Test
	void recordsTheAnswerAndNeverTriesAgain() throws InterruptedException {
		assertThat(this.webhook.deliver(AcrEvents.ping()).status()).isEqualTo(202);
		this.receiver.down();
		assertThat(this.webhook.deliver(AcrEvents.ping()).status()).isEqualTo(504);
		this.receiver.up();
		this.received.take();
		assertThat(this.received.poll(100, TimeUnit.MILLISECONDS)).isNull();
		assertThat(this.webhook.deliveries()).extracting(AcrWebhook.Delivery::answer).first().isEqualTo("taken");
		this.webhook.pointTo(URI.create(this.receiver.endpoint() + "/elsewhere"));
		this.webhook.deliver(AcrEvents.ping());
		assertThat(this.received.take().path()).isEqualTo("/elsewhere");
	}

}
