package dev.acrsync.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

/**
 * A stand-in for a collector of traces, by OTLP over HTTP.
 */
public final class StandInCollector implements AutoCloseable {

	private final List<CollectedSpan> spans = new CopyOnWriteArrayList<>();

	private final List<String> bodies = new CopyOnWriteArrayList<>();

	private final LoopbackServer server = LoopbackServer.http(0, this::answer);

	/**
	 * Returns where traces are sent to.
	 */
	public String endpoint() {
		return this.server.endpoint() + "/v1/traces";
	}

	/**
	 * Returns the spans that came, in the order in which they began.
	 */
	public List<CollectedSpan> spans() {
		return this.spans.stream().sorted(Comparator.comparingLong(CollectedSpan::start)).toList();
	}

	/**
	 * Returns all that came, to be searched for what must not be in it.
	 */
	public String everything() {
		return String.join("\n", this.bodies);
	}

	/**
	 * Returns how often it was sent something.
	 */
	public long requests() {
		return this.server.requests();
	}

	private StandInAnswer answer(StandInRequest request) {
		if (!request.path().equals("/v1/traces")) {
			return StandInAnswer.of(404);
		}
		try {
			this.bodies.add(new String(request.body(), StandardCharsets.ISO_8859_1));
			ExportTraceServiceRequest.parseFrom(request.body())
				.getResourceSpansList()
				.stream()
				.flatMap((resource) -> resource.getScopeSpansList().stream())
				.flatMap((scope) -> scope.getSpansList().stream())
				.map(CollectedSpan::of)
				.forEach(this.spans::add);
			return StandInAnswer.of(200);
		}
		catch (InvalidProtocolBufferException ex) {
			return StandInAnswer.text(400, String.valueOf(ex.getMessage()));
		}
	}

	@Override
	public void close() {
		this.server.close();
	}

}
