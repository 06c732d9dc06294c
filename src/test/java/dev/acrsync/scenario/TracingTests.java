package dev.acrsync.scenario;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.acrsync.image.Digest;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.CollectedSpan;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StandInCollector;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.tracing.TraceParent;
import io.opentelemetry.api.OpenTelemetry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * One trace leads from the vendor's push to the verified image, and none where no
 * collector is configured.
 */
@ExtendWith(OutputCaptureExtension.class)
class TracingTests {

	private static final String HOST = "contoso.azurecr.io";

	private static final String REPOSITORY = "tripinsights/poi";

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String SPAN = "00f067aa0ba902b7";

	/** As ACR may send it, which samples few of its own traces. */
	private static final String UNSAMPLED = "00-" + TRACE + "-" + SPAN + "-00";

	private static final Duration SOON = Duration.ofSeconds(30);

	private final Sandbox sandbox = Sandbox.start();

	private final StandInCollector collector = new StandInCollector();

	@AfterEach
	void close() {
		this.sandbox.close();
		this.collector.close();
	}

	@Test
	void oneTraceLeadsFromTheVendorsPushToTheVerifiedImage() {
		this.sandbox.arm().pollsUntilEnd(2);
		try (RunningService service = traced()) {
			Digest digest = put("v1");
			assertThat(announce(service, "v1", digest, UNSAMPLED).statusCode()).isEqualTo(202);
			awaitState(service, "succeeded");
			CollectedSpan tried = awaitSpan("import");
			ImportRecord record = record(service);
			CollectedSpan received = awaitSpan("POST /webhooks/{source}");
			assertThat(received.kind()).isEqualTo("SERVER");
			assertThat(received.parent()).isEqualTo(SPAN);
			assertThat(received.tags()).containsEntry("http.response.status_code", "202")
				.containsEntry("acr_sync.source", "contoso")
				.containsEntry("acr_sync.outcome", "accepted")
				.containsEntry("acr_sync.imports", "[" + record.id() + "]");
			assertThat(tried.parent()).isEqualTo(received.id());
			assertThat(tried.kind()).isEqualTo("CONSUMER");
			assertThat(tried.error()).isEmpty();
			assertThat(tried.tags()).containsEntry("acr_sync.import", record.id())
				.containsEntry("event.id", record.push().event())
				.containsEntry("acr_sync.attempt", "1")
				.containsEntry("acr_sync.source", HOST + "/" + REPOSITORY + ":v1")
				.containsEntry("acr_sync.target", "customer.azurecr.io/" + REPOSITORY + ":v1")
				.containsEntry("acr_sync.outcome", "succeeded");
			assertThat(children(tried)).containsExactly("read contoso.azurecr.io", "read customer.azurecr.io",
					"read lock at customer.azurecr.io", "import image", "operation", "referrers");
			CollectedSpan operation = awaitSpan("operation");
			assertThat(operation.events()).containsExactly("poll: running", "poll: running", "poll: ended");
			assertThat(children(operation)).containsExactly("verify");
			assertThat(children(awaitSpan("verify"))).containsExactly("read customer.azurecr.io");
			assertThat(children(awaitSpan("referrers"))).contains("list at contoso.azurecr.io");
			assertThat(this.collector.spans()).extracting(CollectedSpan::trace).containsOnly(TRACE);
			assertThat(this.collector.everything()).contains("acr-sync", digest.value())
				.doesNotContain(Sandbox.WEBHOOK_SECRET, Sandbox.PASSWORD, "federated", "eyJ", "Bearer");
		}
	}

	@Test
	void theTraceGoesOnAfterARestart() {
		this.sandbox.arm().pollsUntilEnd(1_000_000);
		try (RunningService service = traced()) {
			announce(service, "v1", put("v1"), UNSAMPLED);
			await().atMost(SOON).until(() -> record(service).progress().operation().isPresent());
		}
		CollectedSpan interrupted = awaitSpan("import");
		assertThat(interrupted.tags()).containsEntry("acr_sync.outcome", "given-back");
		this.sandbox.arm().pollsUntilEnd(1);
		try (RunningService service = traced()) {
			awaitState(service, "succeeded");
			CollectedSpan resumed = await().atMost(SOON)
				.until(() -> spans("import").getLast(),
						(span) -> "succeeded".equals(span.tags().get("acr_sync.outcome")));
			assertThat(resumed.trace()).isEqualTo(TRACE);
			assertThat(resumed.parent()).isEqualTo(interrupted.parent())
				.isEqualTo(awaitSpan("POST /webhooks/{source}").id());
			assertThat(this.collector.spans()).extracting(CollectedSpan::trace).containsOnly(TRACE);
		}
	}

	@Test
	void aTryThatFailsSaysWhyAndTheNextOneIsInTheSameTrace() {
		this.sandbox.arm().failNextPost(409, "", Map.of());
		try (RunningService service = traced("acr-sync.imports.retry.initial-delay=1s")) {
			announce(service, "v1", put("v1"), UNSAMPLED);
			awaitState(service, "succeeded");
			await().atMost(SOON).until(() -> spans("import").size() == 2);
			assertThat(spans("import")).extracting(CollectedSpan::trace).containsExactly(TRACE, TRACE);
			CollectedSpan first = spans("import").getFirst();
			assertThat(first.error()).hasValueSatisfying((message) -> assertThat(message).isNotBlank());
			assertThat(first.tags()).containsEntry("error.type", "conflict")
				.containsEntry("acr_sync.outcome", "deferred");
			assertThat(awaitSpan("import image").error()).isEqualTo(first.error());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "garbage", "00-" + TRACE + "-" + SPAN + "-0", "00-" + TRACE + "-0000000000000000-01",
			"ff-" + TRACE + "-" + SPAN + "-01" })
	void anUngrammaticalTraceIsIgnored(String traceparent) {
		try (RunningService service = traced()) {
			assertThat(announce(service, "v1", put("v1"), traceparent).statusCode()).isEqualTo(202);
			CollectedSpan received = awaitSpan("POST /webhooks/{source}");
			assertThat(received.trace()).isNotEqualTo(TRACE);
			assertThat(received.parent()).isEmpty();
			assertThat(record(service).push().trace()).hasValueSatisfying((trace) -> assertThat(trace.value())
				.startsWith("00-%s-%s-".formatted(received.trace(), received.id())));
			assertThat(awaitSpan("import").trace()).isEqualTo(received.trace());
		}
	}

	@Test
	void strangersMakeNoSpanAndWhoeverIsRefusedWithASecretDoes() {
		try (RunningService service = traced()) {
			HttpRequest.Builder guess = service.toWebhook("contoso").header("Authorization", "Bearer a-guess");
			assertThat(RunningService.send(guess.POST(HttpRequest.BodyPublishers.ofString("{}"))).statusCode())
				.isEqualTo(401);
			assertThat(RunningService.send(HttpRequest.newBuilder(service.webhook("contoso"))).statusCode())
				.isEqualTo(405);
			assertThat(service.get("/health").at("/status").asString()).isEqualTo("UP");
			assertThat(announce(service, "v1-rc1", put("v1-rc1"), UNSAMPLED).statusCode()).isEqualTo(403);
			assertThat(awaitSpan("POST /webhooks/{source}").tags()).containsEntry("http.response.status_code", "403")
				.containsEntry("acr_sync.outcome", "tag-not-allowed");
			assertThat(this.collector.spans()).hasSize(1);
			assertThat(this.collector.everything()).doesNotContain("a-guess");
		}
	}

	@Test
	void theSendersSamplingDoesNotCount() {
		try (RunningService service = traced("management.tracing.sampling.probability=0")) {
			assertThat(announce(service, "v1", put("v1"), "00-" + TRACE + "-" + SPAN + "-01").statusCode())
				.isEqualTo(202);
			awaitState(service, "succeeded");
			assertThat(record(service).push().trace().map(TraceParent::traceId)).contains(TRACE);
		}
		assertThat(this.collector.requests()).isZero();
	}

	@Test
	void whatAComparisonFindsHasATraceOfItsOwn() {
		try (RunningService service = traced()) {
			put("v1");
			put("v2");
			assertThat(RunningService
				.send(HttpRequest.newBuilder(service.actuator("/reconcile"))
					.header("Content-Type", "application/json")
					.POST(HttpRequest.BodyPublishers.ofString("{}")))
				.statusCode()).isEqualTo(202);
			await().atMost(SOON).until(() -> spans("import").size() == 2);
			Set<String> traces = spans("import").stream().map(CollectedSpan::trace).collect(Collectors.toSet());
			assertThat(traces).hasSize(2);
			assertThat(spans("reconcile")).extracting(CollectedSpan::trace).containsExactlyInAnyOrderElementsOf(traces);
			assertThat(spans("reconcile")).extracting(CollectedSpan::parent).containsOnly("");
		}
	}

	@Test
	void operatorsFindTheTraceInTheRecordAndInTheLog(CapturedOutput output) {
		try (RunningService service = traced()) {
			announce(service, "v1", put("v1"), UNSAMPLED);
			awaitState(service, "succeeded");
			assertThat(service.get("/imports").at("/imports/0/trace").asString()).isEqualTo(TRACE);
			HttpResponse<String> metrics = RunningService.send(HttpRequest.newBuilder(service.actuator("/prometheus"))
				.header("Accept", "application/openmetrics-text;version=1.0.0"));
			assertThat(metrics.body().lines())
				.anySatisfy((line) -> assertThat(line).startsWith("acr_sync_import_seconds_bucket")
					.contains("trace_id=\"" + TRACE + "\""));
		}
		assertThat(output.getOut()).contains("] " + TRACE + " dev.acrsync.intake.EventReporter ")
			.contains("] " + TRACE + " dev.acrsync.importing.OutcomeRecorder ")
			.contains("] com.zaxxer.hikari.HikariDataSource ");
	}

	@Test
	void withoutACollectorNothingIsTraced(CapturedOutput output) {
		try (RunningService service = RunningService.start(this.sandbox)) {
			assertThat(announce(service, "v1", put("v1"), UNSAMPLED).statusCode()).isEqualTo(202);
			awaitState(service, "succeeded");
			assertThat(record(service).push().trace()).isEmpty();
			assertThat(service.get("/imports").at("/imports/0").has("trace")).isFalse();
			assertThatExceptionOfType(NoSuchBeanDefinitionException.class)
				.isThrownBy(() -> service.bean(OpenTelemetry.class));
			assertThatExceptionOfType(NoSuchBeanDefinitionException.class)
				.isThrownBy(() -> service.bean(io.micrometer.tracing.Tracer.class));
			await().atMost(SOON).until(() -> exporters().isEmpty());
		}
		assertThat(output.getOut()).contains("] dev.acrsync.intake.EventReporter ")
			.doesNotContain(TRACE, "opentelemetry");
		assertThat(this.collector.requests()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "endpoint=collector:4318", "transport=grpc" })
	void aCollectorThatCannotBeUsedStopsTheStartAndSaysWhatToWrite(String wrong, CapturedOutput output) {
		String key = "management.opentelemetry.tracing.export.otlp.";
		assertThatException().isThrownBy(() -> traced(key + wrong));
		assertThat(output.getOut())
			.contains("No trace can be sent to the collector: ", "Write " + key + "endpoint like ")
			.doesNotContain("	at ", "Error creating bean");
	}

	@Test
	void anEmptyAddressIsNone() {
		String endpoint = "management.opentelemetry.tracing.export.otlp.endpoint=";
		try (RunningService service = RunningService.start(this.sandbox, endpoint)) {
			assertThatExceptionOfType(NoSuchBeanDefinitionException.class)
				.isThrownBy(() -> service.bean(OpenTelemetry.class));
		}
	}

	@Test
	void noMetricIsMadeOfASpan() {
		try (Sandbox another = Sandbox.start();
				RunningService untraced = RunningService.start(another);
				RunningService traced = traced()) {
			another.vendor().push(REPOSITORY, "v1", StoredManifest.named("v1"));
			announce(traced, "v1", put("v1"), UNSAMPLED);
			awaitState(traced, "succeeded");
			awaitState(untraced, "succeeded");
			awaitSpan("import");
			assertThat(series(traced)).isEqualTo(series(untraced));
		}
	}

	private RunningService traced(String... properties) {
		List<String> all = new ArrayList<>(
				List.of("management.opentelemetry.tracing.export.otlp.endpoint=" + this.collector.endpoint(),
						"management.opentelemetry.tracing.export.schedule-delay=50ms",
						"management.tracing.sampling.probability=1.0"));
		all.addAll(List.of(properties));
		return RunningService.start(this.sandbox, all.toArray(String[]::new));
	}

	private Digest put(String tag) {
		return this.sandbox.vendor().put(REPOSITORY, tag, StoredManifest.named(tag));
	}

	private static HttpResponse<String> announce(RunningService service, String tag, Digest digest,
			String traceparent) {
		return RunningService.send(service.toWebhook("contoso")
			.setHeader("traceparent", traceparent)
			.header("Authorization", "Bearer " + Sandbox.WEBHOOK_SECRET)
			.POST(HttpRequest.BodyPublishers.ofString(AcrEvents.push(HOST, REPOSITORY, tag, digest).toString())));
	}

	private static void awaitState(RunningService service, String state) {
		await().atMost(SOON).until(() -> record(service).progress().state().label().equals(state));
	}

	private static ImportRecord record(RunningService service) {
		return service.bean(ImportRecords.class)
			.find(Optional.empty(), Optional.empty(), Optional.empty(), 1)
			.records()
			.getFirst();
	}

	private CollectedSpan awaitSpan(String name) {
		await("span " + name).atMost(SOON).until(() -> !spans(name).isEmpty());
		return spans(name).getFirst();
	}

	private List<CollectedSpan> spans(String name) {
		return this.collector.spans().stream().filter((span) -> span.name().equals(name)).toList();
	}

	private List<String> children(CollectedSpan parent) {
		return this.collector.spans()
			.stream()
			.filter((span) -> span.parent().equals(parent.id()))
			.map(CollectedSpan::name)
			.toList();
	}

	/**
	 * Returns the names and labels of all that is measured, but not of what every virtual
	 * machine measures.
	 */
	private static Set<String> series(RunningService service) {
		return RunningService.send(HttpRequest.newBuilder(service.actuator("/prometheus")))
			.body()
			.lines()
			.filter((line) -> !line.startsWith("#") && !line.startsWith("jvm_"))
			.map((line) -> line.substring(0, line.lastIndexOf(' ')))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static List<String> exporters() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("BatchSpanProcessor"))
			.toList();
	}

}
