package dev.acrsync.listeners;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.apache.tomcat.util.net.NioEndpoint;

/**
 * Tomcat's endpoint, which makes room where it would let new connections wait for old
 * ones.
 */
final class HoldingEndpoint extends NioEndpoint {

	/** An event and its answer have one kilobyte or two. */
	private static final int BUFFER = 4 * 1024;

	private static final int KEPT = 32;

	private final HeldConnections held = new HeldConnections(this::getMaxConnections, System::nanoTime);

	private Future<?> sweeping = new FutureTask<>(() -> null);

	HoldingEndpoint() {
		getSocketProperties().setAppReadBufSize(BUFFER);
		getSocketProperties().setAppWriteBufSize(BUFFER);
		getSocketProperties().setBufferPool(KEPT);
		getSocketProperties().setProcessorCache(KEPT);
		getSocketProperties().setEventCache(KEPT);
	}

	HeldConnections held() {
		return this.held;
	}

	@Override
	protected boolean setSocketOptions(SocketChannel socket) {
		try {
			this.held.add(socket);
		}
		catch (IOException _) {
			return false;
		}
		return super.setSocketOptions(socket);
	}

	@Override
	protected void countUpOrAwaitConnection() throws InterruptedException {
		makeRoom();
		super.countUpOrAwaitConnection();
	}

	private void makeRoom() {
		if (getMaxConnections() > 0 && getConnectionCount() >= getMaxConnections()) {
			this.held.makeRoom(getLocalPort());
		}
	}

	@Override
	public void startInternal() throws Exception {
		super.startInternal();
		this.sweeping = getUtilityExecutor().scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
	}

	private void sweep() {
		this.held.sweep(getLocalPort(), getKeepAliveTimeout());
		// What was to make room may not be able to end at once.
		makeRoom();
	}

	@Override
	public void stopInternal() {
		this.sweeping.cancel(false);
		super.stopInternal();
	}

}
