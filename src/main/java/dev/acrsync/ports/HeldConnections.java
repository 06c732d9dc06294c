package dev.acrsync.ports;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections of a port, the oldest first. Where there are too many, those are
 * given up whose senders have shown least: so an honest sender gets in while strangers
 * hold as many as they can, from one address or many.
 */
final class HeldConnections {

	private static final Logger logger = LoggerFactory.getLogger(HeldConnections.class);

	/** For the head of a request, and for its body. */
	private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

	private final SequencedMap<String, HeldConnection> connections = new LinkedHashMap<>();

	private final LongSupplier nanoTime;

	private final SparseLog log;

	HeldConnections(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.log = new SparseLog(nanoTime);
	}

	synchronized void add(SocketChannel channel) throws IOException {
		HeldConnection connection = new HeldConnection(channel, this.nanoTime);
		if (channel.getRemoteAddress() instanceof InetSocketAddress remote) {
			this.connections.putLast(key(remote.getAddress().getHostAddress(), remote.getPort()), connection);
		}
	}

	synchronized Optional<HeldConnection> find(String address, int port) {
		return Optional.ofNullable(this.connections.get(key(address, port)));
	}

	/**
	 * Gives up one connection of a full port.
	 */
	synchronized void makeRoom(int port, long most) {
		first((it) -> !it.isTrusted() && !it.isServed()).or(() -> first((it) -> !it.isServed()))
			.or(() -> first((it) -> !it.isTrusted()))
			.ifPresent((connection) -> {
				connection.end();
				this.log.happened((count) -> tell(port, most, count));
			});
	}

	private Optional<HeldConnection> first(Predicate<HeldConnection> choice) {
		Iterator<HeldConnection> oldestFirst = this.connections.values().iterator();
		while (oldestFirst.hasNext()) {
			HeldConnection connection = oldestFirst.next();
			if (connection.isOver()) {
				oldestFirst.remove();
			}
			else if (choice.test(connection)) {
				return Optional.of(connection);
			}
		}
		return Optional.empty();
	}

	/**
	 * Gives up what takes too long, however little it sends to seem alive.
	 * @param idleTime how long a connection may wait for its next request, in
	 * milliseconds
	 */
	synchronized void sweep(int port, long most, long idleTime) {
		this.connections.values().removeIf(HeldConnection::isOver);
		long idle = Duration.ofMillis(idleTime).toNanos() + PATIENCE;
		this.connections.values()
			.stream()
			.filter((it) -> !it.isServed())
			.filter((it) -> it.isOlderThan((it.isAwaited()) ? idle : PATIENCE))
			.forEach(HeldConnection::end);
		this.log.tell((count) -> tell(port, most, count));
	}

	private static void tell(int port, long most, long count) {
		logger.warn("Connections to port {} are turned away, {} since the last such line: {} are open, so the oldest "
				+ "without a whole request from a known sender make room", port, count, most);
	}

	private static String key(String address, int port) {
		return address + ":" + port;
	}

}
