package dev.acrsync.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Clients that post one event after the other, each on a connection that is kept alive,
 * and all of them on one thread, which leaves the processors to the server.
 */
final class Load {

	private static final String ACCEPTED = "HTTP/1.1 202";

	private final InetSocketAddress address;

	private final PushRequests requests;

	private long[] micros = new long[1 << 20];

	private int answered;

	private long failed;

	private Load(int port, String path) {
		this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		this.requests = new PushRequests(path, port);
	}

	/**
	 * Posts for a while, and returns what was answered in that time.
	 */
	static Measurement run(int port, String path, int clients, Duration duration) {
		return run(port, path, clients, duration, Integer.MAX_VALUE);
	}

	/**
	 * Posts for a while, or until so many were accepted.
	 */
	static Measurement run(int port, String path, int clients, Duration duration, int most) {
		try {
			return new Load(port, path).run(clients, duration, most);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Measurement run(int clients, Duration duration, int most) throws IOException {
		try (Selector selector = Selector.open()) {
			Client[] all = new Client[clients];
			Arrays.setAll(all, (_) -> new Client(selector));
			for (Client client : all) {
				client.connect();
				client.send();
			}
			long start = System.nanoTime();
			long end = start + duration.toNanos();
			while (System.nanoTime() < end && this.answered < most) {
				selector.select((key) -> ((Client) key.attachment()).receive(), 100);
			}
			double seconds = (System.nanoTime() - start) / 1e9;
			for (Client client : all) {
				client.channel.close();
			}
			return Measurement.of(Arrays.copyOf(this.micros, this.answered), seconds, this.failed);
		}
	}

	private void count(String head, long nanos) {
		if (!head.startsWith(ACCEPTED)) {
			this.failed++;
			return;
		}
		if (this.answered == this.micros.length) {
			this.micros = Arrays.copyOf(this.micros, 2 * this.answered);
		}
		this.micros[this.answered++] = nanos / 1_000;
	}

	/**
	 * One connection, with one request under way.
	 */
	private final class Client {

		private final Selector selector;

		private final ByteBuffer answer = ByteBuffer.allocate(16 * 1024);

		private SocketChannel channel;

		private long sentAt;

		Client(Selector selector) {
			this.selector = selector;
			try {
				this.channel = SocketChannel.open();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		void connect() throws IOException {
			this.channel.close();
			this.channel = SocketChannel.open(Load.this.address);
			this.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			this.channel.configureBlocking(false);
			this.channel.register(this.selector, SelectionKey.OP_READ, this);
		}

		void send() throws IOException {
			ByteBuffer request = Load.this.requests.next();
			this.answer.clear();
			this.sentAt = System.nanoTime();
			while (request.hasRemaining()) {
				this.channel.write(request);
			}
		}

		void receive() {
			try {
				int read = this.channel.read(this.answer);
				String received = new String(this.answer.array(), 0, this.answer.position(),
						StandardCharsets.ISO_8859_1);
				if (read < 0) {
					Load.this.failed++;
					connect();
					send();
				}
				else if (isComplete(received)) {
					count(received, System.nanoTime() - this.sentAt);
					if (head(received).contains("connection: close")) {
						connect();
					}
					send();
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private static boolean isComplete(String received) {
			int body = received.indexOf("\r\n\r\n") + 4;
			if (body < 4) {
				return false;
			}
			String head = head(received);
			int length = head.indexOf("content-length: ");
			if (length < 0) {
				return received.endsWith("\r\n0\r\n\r\n");
			}
			int digits = length + "content-length: ".length();
			return received.length() - body >= Integer.parseInt(head, digits, head.indexOf('\r', digits), 10);
		}

		private static String head(String received) {
			return received.substring(0, received.indexOf("\r\n\r\n") + 2).toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * The requests of pushes, each of a tag that was never pushed before.
	 */
	private static final class PushRequests {

		private static final int TAG_DIGITS = 15;

		private static final String TAG = "1".repeat(TAG_DIGITS);

		private static final String SERVICE = "77";

		private static final int SERVICES = 97;

		private static long pushed = System.currentTimeMillis() * 100;

		private final byte[] bytes;

		private final int[] tags;

		private final int service;

		PushRequests(String path, int port) {
			String body = PostedEvents.push("tripinsights/service-" + SERVICE, "v" + TAG);
			String request = """
					POST %s HTTP/1.1
					Host: 127.0.0.1:%d
					User-Agent: AzureContainerRegistry/1.0
					Content-Type: application/json; charset=utf-8
					Authorization: Bearer %s
					traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
					X-Forwarded-For: true
					Content-Length: %d

					""".formatted(path, port, PostedEvents.SECRET, body.length()).replace("\n", "\r\n") + body;
			this.bytes = request.getBytes(StandardCharsets.US_ASCII);
			this.tags = IntStream.range(0, request.length()).filter((at) -> request.startsWith(TAG, at)).toArray();
			this.service = request.indexOf("service-" + SERVICE) + "service-".length();
		}

		ByteBuffer next() {
			long number = pushed++;
			for (int tag : this.tags) {
				write(number, tag, TAG_DIGITS);
			}
			write(number % SERVICES, this.service, SERVICE.length());
			return ByteBuffer.wrap(this.bytes);
		}

		private void write(long number, int at, int digits) {
			long rest = number;
			for (int digit = digits - 1; digit >= 0; digit--) {
				this.bytes[at + digit] = (byte) ('0' + rest % 10);
				rest /= 10;
			}
		}

	}

}
