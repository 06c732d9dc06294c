package dev.acrsync.listeners;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import dev.acrsync.logging.SparseLog;
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

	/**
	 * How many connections of one source are trusted at once, so that the holder of its
	 * secret shuts no other source out.
	 */
	static final int SHARE = 32;

	private final SequencedMap<String, HeldConnection> connections = new LinkedHashMap<>();

	private final LongSupplier nanoTime;

	private final SparseLog log;

	private final IntSupplier most;

	/**
	 * Makes a holder.
	 * @param most how many may be open at once
	 */
	HeldConnections(IntSupplier most, LongSupplier nanoTime) {
		this.most = most;
		this.nanoTime = nanoTime;
		this.log = new SparseLog(nanoTime);
	}

	synchronized void add(SocketChannel channel) throws IOException {
		HeldConnection connection = new HeldConnection(channel, this, this.nanoTime);
		if (channel.getRemoteAddress() instanceof InetSocketAddress remote) {
			this.connections.putLast(key(remote.getAddress().getHostAddress(), remote.getPort()), connection);
		}
	}

	synchronized Optional<HeldConnection> find(String address, int port) {
		return Optional.ofNullable(this.connections.get(key(address, port)));
	}

	/**
	 * Trusts a connection, unless its source has as many that are, or half of the port is
	 * trusted.
	 */
	synchronized void trust(HeldConnection connection, String source) {
		if (!connection.isTrusted()) {
			int trusted = 0;
			int ofSource = 0;
			for (HeldConnection other : this.connections.values()) {
				if (other.isTrusted() && !other.isOver()) {
					trusted++;
					ofSource += other.isTrustedAs(source) ? 1 : 0;
				}
			}
			if (trusted < this.most.getAsInt() / 2 && ofSource < SHARE) {
				connection.trustAs(source);
			}
		}
	}

	/**
	 * Gives up one connection of a full port.
	 */
	synchronized void makeRoom(int port) {
		first((it) -> !it.isTrusted() && !it.isServed()).or(() -> first(HeldConnection::isUnfinished))
			.or(() -> first((it) -> !it.isServed()))
			.or(() -> first((it) -> !it.isTrusted()))
			.ifPresent((connection) -> {
				connection.end();
				this.log.happened((count) -> tell(port, count));
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
	synchronized void sweep(int port, long idleTime) {
		this.connections.values().removeIf(HeldConnection::isOver);
		long idle = Duration.ofMillis(idleTime).toNanos() + PATIENCE;
		this.connections.values()
			.stream()
			.filter((it) -> !it.isServed())
			.filter((it) -> it.isOlderThan((it.isAwaited()) ? idle : PATIENCE))
			.forEach(HeldConnection::end);
		this.log.tell((count) -> tell(port, count));
	}

	private void tell(int port, long count) {
		logger.warn("Connections to port {} are turned away, {} since the last such line: {} are open, so the oldest "
				+ "without a whole request from a known sender make room", port, count, this.most.getAsInt());
	}

	private static String key(String address, int port) {
		return address + ":" + port;
	}

}
