package dev.acrsync.listeners;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.function.LongSupplier;

import jakarta.servlet.ServletRequest;
import org.apache.coyote.Request;
import org.jspecify.annotations.Nullable;

/**
 * One connection, and how far its sender has come.
 */
public final class HeldConnection {

	static final String ATTRIBUTE = HeldConnection.class.getName();

	private final SocketChannel channel;

	private final HeldConnections held;

	private final LongSupplier nanoTime;

	private volatile @Nullable String source;

	private volatile boolean closing;

	private volatile boolean awaited;

	private volatile boolean ending;

	private volatile @Nullable Request request;

	private volatile long since;

	HeldConnection(SocketChannel channel, HeldConnections held, LongSupplier nanoTime) {
		this.channel = channel;
		this.held = held;
		this.nanoTime = nanoTime;
		this.since = nanoTime.getAsLong();
	}

	/**
	 * Notes that the sender of a whole request has shown a source's right secret: its
	 * connection is kept open for further requests, and given up after those of
	 * strangers, unless too many are trusted already: then as early as those.
	 */
	public static void trust(ServletRequest request, String source) {
		if (request.getAttribute(ATTRIBUTE) instanceof HeldConnection connection) {
			connection.held.trust(connection, source);
			connection.keep();
		}
	}

	void trustAs(String trusted) {
		this.source = trusted;
	}

	private void keep() {
		this.closing = false;
		Request current = this.request;
		if (current != null) {
			current.getResponse().getMimeHeaders().removeHeader("Connection");
		}
	}

	/**
	 * Notes that the head of a request is there.
	 * @param closing whether the connection ends with it, unless its sender is trusted
	 */
	void begins(Request request, boolean closing) {
		this.request = request;
		this.since = this.nanoTime.getAsLong();
		this.closing = closing;
		if (closing && !isTrusted()) {
			request.getResponse().getMimeHeaders().setValue("Connection").setString("close");
		}
	}

	void ends() {
		this.request = null;
		this.since = this.nanoTime.getAsLong();
		this.awaited = !this.closing;
	}

	/**
	 * Tells whether a whole request is there, whose answer is being made.
	 */
	boolean isServed() {
		Request current = this.request;
		if (current == null) {
			return false;
		}
		long length = current.getContentLengthLong();
		return (length >= 0) ? current.getBytesRead() >= length
				: current.getMimeHeaders().getValue("Transfer-Encoding") == null;
	}

	boolean isTrusted() {
		return this.source != null;
	}

	boolean isTrustedAs(String name) {
		return name.equals(this.source);
	}

	/**
	 * Tells whether a request has begun whose end is not there.
	 */
	boolean isUnfinished() {
		return this.request != null && !isServed();
	}

	/**
	 * Tells whether nothing came of it for so long.
	 */
	boolean isOlderThan(long nanos) {
		return this.nanoTime.getAsLong() - this.since > nanos;
	}

	/**
	 * Tells whether another request may come of it, after one that was answered.
	 */
	boolean isAwaited() {
		return this.awaited && this.request == null;
	}

	/**
	 * Tells whether it is closed, or about to be.
	 */
	boolean isOver() {
		return this.ending || !this.channel.isOpen();
	}

	/**
	 * Has it closed. Tomcat may be using its buffers: so it is made to look as if the
	 * sender had closed it, and Tomcat does the rest.
	 */
	void end() {
		this.ending = true;
		try {
			this.channel.shutdownOutput();
			this.channel.shutdownInput();
		}
		catch (ClosedChannelException _) {
			// It was closed meanwhile.
		}
		catch (IOException _) {
			// The sender was quicker.
		}
	}

}
