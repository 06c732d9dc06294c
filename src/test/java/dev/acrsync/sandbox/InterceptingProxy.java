package dev.acrsync.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLContext;

/**
 * A company's proxy: it wants a login, opens the TLS of what goes through it with
 * certificates of an authority of its own, and leads some names to stand-ins.
 */
public final class InterceptingProxy implements AutoCloseable {

	private static final Set<String> OF_THE_CONNECTION = Set.of("connection", "host", "content-length", "expect",
			"upgrade", "transfer-encoding", "http2-settings", ":status", "date");

	private final Map<String, URI> hosts;

	private final String login;

	private final ServerSocket server;

	private final LoopbackServer tls;

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.sslContext(LocalhostCertificate.sslContext())
		.build();

	private final List<String> connected = new CopyOnWriteArrayList<>();

	/**
	 * Starts it.
	 * @param login the user and the password that it wants, as {@code user:password}
	 * @param hosts the stand-ins by the names under which they are asked for
	 */
	public InterceptingProxy(OwnAuthority authority, String login, Map<String, URI> hosts) {
		this(authority.sslContext(), login, hosts);
	}

	/**
	 * Starts one that opens TLS with a certificate that is no host's.
	 * @param login the user and the password that it wants; none if it is empty
	 */
	public InterceptingProxy(String login, Map<String, URI> hosts) {
		this(LocalhostCertificate.sslContext(), login, hosts);
	}

	private InterceptingProxy(SSLContext tls, String login, Map<String, URI> hosts) {
		this.login = login.isEmpty() ? ""
				: "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
		this.hosts = hosts;
		this.tls = LoopbackServer.https(0, tls, this::forward);
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread.ofVirtual().start(this::accept);
	}

	/**
	 * Returns its host and port.
	 */
	public String address() {
		return "127.0.0.1:" + this.server.getLocalPort();
	}

	/**
	 * Returns the hosts that were asked for, in order.
	 */
	public List<String> connected() {
		return new ArrayList<>(this.connected);
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.server.accept();
				Thread.ofVirtual().start(() -> connect(socket));
			}
		}
		catch (IOException _) {
			// It was closed
		}
	}

	private void connect(Socket socket) {
		try (socket) {
			String head = head(socket.getInputStream());
			String host = head.replaceFirst("(?s)^CONNECT ([^: ]+).*", "$1");
			if (!this.login.isEmpty() && !head.toLowerCase(Locale.ROOT)
				.contains("\r\nproxy-authorization: " + this.login.toLowerCase(Locale.ROOT) + "\r\n")) {
				answer(socket, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"");
			}
			else if (!this.hosts.containsKey(host)) {
				answer(socket, "403 Forbidden");
			}
			else {
				this.connected.add(host);
				tunnel(socket);
			}
		}
		catch (IOException _) {
			// Somebody hung up
		}
	}

	private static void answer(Socket socket, String status) throws IOException {
		socket.getOutputStream()
			.write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
	}

	private void tunnel(Socket socket) throws IOException {
		try (Socket inner = new Socket(InetAddress.getLoopbackAddress(), this.tls.endpoint().getPort())) {
			socket.getOutputStream()
				.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			Thread.ofVirtual().start(() -> {
				try {
					inner.getInputStream().transferTo(socket.getOutputStream());
					socket.close();
				}
				catch (IOException _) {
					// Somebody hung up
				}
			});
			socket.getInputStream().transferTo(inner.getOutputStream());
		}
	}

	private static String head(InputStream in) throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
			int next = in.read();
			if (next < 0) {
				break;
			}
			head.write(next);
		}
		return head.toString(StandardCharsets.US_ASCII);
	}

	/**
	 * Asks the stand-in, and gives everything in its answer the name that was asked for.
	 */
	private StandInAnswer forward(StandInRequest request) {
		if (request.header("Proxy-Authorization").isPresent()) {
			return StandInAnswer.text(400, "What is for the proxy alone was sent on");
		}
		String host = request.header("Host").orElse("");
		URI standIn = Objects.requireNonNull(this.hosts.get(host));
		HttpRequest.Builder builder = HttpRequest.newBuilder(standIn.resolve(request.target()))
			.method(request.method(), BodyPublishers.ofByteArray(request.body()))
			.header("X-Forwarded-Proto", "https");
		request.headers().forEach((name, values) -> {
			if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
				values.forEach((value) -> builder.header(name, value));
			}
		});
		try {
			HttpResponse<String> response = this.client.send(builder.build(), BodyHandlers.ofString());
			Map<String, String> headers = new LinkedHashMap<>();
			response.headers().map().forEach((name, values) -> {
				if (!OF_THE_CONNECTION.contains(name)) {
					headers.put(name, named(String.join(", ", values)));
				}
			});
			return StandInAnswer.text(response.statusCode(), named(response.body())).with(headers);
		}
		catch (IOException ex) {
			return StandInAnswer.text(502, ex.toString());
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			return StandInAnswer.hangUp();
		}
	}

	private String named(String text) {
		String named = text;
		for (Map.Entry<String, URI> host : this.hosts.entrySet()) {
			named = named.replace(host.getValue().getScheme() + "://" + host.getValue().getAuthority(),
					"https://" + host.getKey());
			named = named.replace(host.getValue().getAuthority(), host.getKey());
		}
		return named;
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.tls.close();
		this.client.close();
	}

}
