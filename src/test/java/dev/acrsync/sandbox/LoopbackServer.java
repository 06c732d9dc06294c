package dev.acrsync.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/**
 * A server at this machine's loopback address that can be taken down and brought up again
 * at the same port, slowed down, and asked how often it was asked.
 */
final class LoopbackServer implements AutoCloseable {

	private final Optional<SSLContext> tls;

	private final Function<StandInRequest, StandInAnswer> answers;

	private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

	private final int port;

	private final List<BadAnswerRule> bad = new CopyOnWriteArrayList<>();

	private volatile Consumer<StandInRequest> observer = (_) -> {
	};

	private volatile AnswerRevision revision = (_, answer) -> answer;

	private volatile Duration delay = Duration.ZERO;

	private HttpServer server;

	private boolean up;

	private LoopbackServer(int port, Optional<SSLContext> tls, Function<StandInRequest, StandInAnswer> answers) {
		this.tls = tls;
		this.answers = answers;
		this.server = bind(port);
		this.port = this.server.getAddress().getPort();
		this.up = true;
	}

	/**
	 * Starts a server.
	 * @param port the wanted port, which gives way to a free one if it is taken; 0 for
	 * any
	 */
	static LoopbackServer http(int port, Function<StandInRequest, StandInAnswer> answers) {
		return new LoopbackServer(port, Optional.empty(), answers);
	}

	/**
	 * Starts a server behind the localhost certificate.
	 * @param port the wanted port, which gives way to a free one if it is taken; 0 for
	 * any
	 */
	static LoopbackServer https(int port, Function<StandInRequest, StandInAnswer> answers) {
		return https(port, LocalhostCertificate.sslContext(), answers);
	}

	/**
	 * Starts a server behind other certificates.
	 * @param port the wanted port, which gives way to a free one if it is taken; 0 for
	 * any
	 */
	static LoopbackServer https(int port, SSLContext tls, Function<StandInRequest, StandInAnswer> answers) {
		return new LoopbackServer(port, Optional.of(tls), answers);
	}

	/**
	 * Returns its address. The host is {@code localhost} where a certificate has to name
	 * it.
	 */
	URI endpoint() {
		return URI.create((this.tls.isPresent() ? "https://localhost:%d" : "http://127.0.0.1:%d").formatted(this.port));
	}

	synchronized boolean isUp() {
		return this.up;
	}

	/**
	 * Closes all connections, and refuses new ones.
	 */
	synchronized void down() {
		if (this.up) {
			this.server.stop(0);
			this.up = false;
		}
	}

	/**
	 * Listens again, at the port that it had.
	 */
	synchronized void up() {
		if (!this.up) {
			this.server = bind(this.port);
			this.up = true;
		}
	}

	/**
	 * Answers some requests badly.
	 */
	void answerBadly(Predicate<StandInRequest> which, BadAnswer answer) {
		this.bad.add(new BadAnswerRule(which, answer));
	}

	/**
	 * Revises each later answer.
	 */
	void revise(AnswerRevision revision) {
		this.revision = revision;
	}

	/**
	 * Tells each later request.
	 */
	void watch(Consumer<StandInRequest> observer) {
		this.observer = observer;
	}

	/**
	 * Answers all requests as it should again.
	 */
	void answerWell() {
		this.bad.clear();
	}

	void slowDownBy(Duration delay) {
		this.delay = delay;
	}

	long requests() {
		return this.counts.values().stream().mapToLong(LongAdder::sum).sum();
	}

	long requests(String method) {
		return this.counts.getOrDefault(method, new LongAdder()).sum();
	}

	@Override
	public void close() {
		down();
	}

	private HttpServer bind(int wanted) {
		try {
			HttpServer created = create(wanted);
			created.setExecutor((task) -> Thread.ofVirtual().start(task));
			created.createContext("/", this::handle);
			created.start();
			return created;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No server could be started at port %d".formatted(wanted), ex);
		}
	}

	private HttpServer create(int wanted) throws IOException {
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted);
		try {
			if (this.tls.isEmpty()) {
				return HttpServer.create(address, 0);
			}
			HttpsServer https = HttpsServer.create(address, 0);
			https.setHttpsConfigurator(new HttpsConfigurator(this.tls.get()));
			return https;
		}
		catch (BindException ex) {
			if (wanted == 0 || wanted == this.port) {
				throw ex;
			}
			return create(0);
		}
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			StandInRequest request = StandInRequest.of(exchange);
			this.counts.computeIfAbsent(request.method(), (_) -> new LongAdder()).increment();
			this.observer.accept(request);
			Thread.sleep(this.delay);
			Optional<BadAnswerRule> badly = this.bad.stream().filter((it) -> it.which().test(request)).findFirst();
			if (badly.isPresent()) {
				badly.get().answer().send(exchange);
			}
			else {
				answerTo(request).send(exchange);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private StandInAnswer answerTo(StandInRequest request) {
		try {
			return this.revision.revise(request, this.answers.apply(request));
		}
		catch (RuntimeException ex) {
			return StandInAnswer.text(500, "The stand-in itself failed: " + ex);
		}
	}

	/**
	 * Makes an answer another one.
	 */
	interface AnswerRevision {

		StandInAnswer revise(StandInRequest request, StandInAnswer answer);

	}

	/**
	 * Which requests are answered badly, and how.
	 */
	private record BadAnswerRule(Predicate<StandInRequest> which, BadAnswer answer) {
	}

}
