package dev.acrsync.sandbox;

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
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Strangers from many addresses of this machine, who open connections and hold each for
 * as long as they are let.
 */
public final class Strangers implements AutoCloseable {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private static final AtomicInteger ADDRESSES = new AtomicInteger();

	private final Selector selector;

	private final InetSocketAddress port;

	private final StrangerKind kind;

	private final ByteBuffer received = ByteBuffer.allocate(8 * 1024);

	private Strangers(int port, StrangerKind kind) {
		try {
			this.selector = Selector.open();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.port = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		this.kind = kind;
	}

	/**
	 * Has them come, and returns when the last of them has come and gone on for a while.
	 * @param count how many there are
	 * @param perSecond how many come in a second, at most
	 * @return how many got a connection
	 */
	public static int come(int port, StrangerKind kind, int count, int perSecond) {
		try (Strangers strangers = new Strangers(port, kind)) {
			return strangers.come(count, perSecond);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private int come(int count, int perSecond) throws IOException {
		int come = 0;
		int connected = 0;
		long began = System.nanoTime();
		long talked = began;
		while (come < count) {
			long due = Math.min(count, (System.nanoTime() - began) * perSecond / SECOND);
			for (; come < due; come++) {
				connect(come);
			}
			connected += look();
			if (System.nanoTime() - talked > SECOND) {
				talked = System.nanoTime();
				goOn();
			}
		}
		return connected + look();
	}

	private void connect(int number) throws IOException {
		SocketChannel channel = SocketChannel.open();
		channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
		channel.configureBlocking(false);
		// Else the ports of one address would be used up.
		int address = ADDRESSES.incrementAndGet();
		channel.bind(new InetSocketAddress(
				InetAddress.getByAddress(new byte[] { 127, 0, (byte) (1 + number % 7), (byte) (1 + address % 200) }),
				0));
		channel.register(this.selector, SelectionKey.OP_CONNECT);
		channel.connect(this.port);
	}

	private int look() throws IOException {
		int connected = 0;
		this.selector.select(1);
		for (SelectionKey key : List.copyOf(this.selector.selectedKeys())) {
			SocketChannel channel = (SocketChannel) key.channel();
			try {
				if (key.isConnectable() && channel.finishConnect()) {
					connected++;
					key.interestOps(SelectionKey.OP_READ);
					channel.write(this.kind.first());
				}
				else if (key.isReadable() && channel.read(this.received.clear()) < 0) {
					channel.close();
				}
			}
			catch (IOException _) {
				channel.close();
			}
		}
		this.selector.selectedKeys().clear();
		return connected;
	}

	private void goOn() throws IOException {
		for (SelectionKey key : this.selector.keys()) {
			SocketChannel channel = (SocketChannel) key.channel();
			try {
				if (channel.isConnected()) {
					channel.write(this.kind.more());
				}
			}
			catch (IOException _) {
				channel.close();
			}
		}
	}

	@Override
	public void close() throws IOException {
		for (SelectionKey key : this.selector.keys()) {
			key.channel().close();
		}
		this.selector.close();
	}

	/**
	 * What they do with their connections.
	 */
	public enum StrangerKind {

		/** Nothing. */
		IDLE("", ""),

		/** They send one byte. */
		ONE_BYTE("P", ""),

		/** They send a header each second, without an end. */
		ENDLESS_HEADERS("GET / HTTP/1.1\r\nHost: localhost\r\n", "X: y\r\n"),

		/** They send a byte of a body each second. */
		SLOW_BODY(
				"POST /webhooks/nobody HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{",
				" "),

		/** They ask for something, and keep the connection. */
		FINISHED_GET("GET /actuator/health/liveness HTTP/1.1\r\nHost: localhost\r\n\r\n", "");

		private final byte[] first;

		private final byte[] more;

		StrangerKind(String first, String more) {
			this.first = first.getBytes(StandardCharsets.US_ASCII);
			this.more = more.getBytes(StandardCharsets.US_ASCII);
		}

		private ByteBuffer first() {
			return ByteBuffer.wrap(this.first);
		}

		private ByteBuffer more() {
			return ByteBuffer.wrap(this.more);
		}

	}

}
