package dev.acrsync.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a program that is started in a moment. Until it listens no connection takes
 * the port either: it is none of those that systems give to whoever connects.
 */
public final class UnusedPort {

	private static final int FIRST = 10_000;

	private static final int LAST = 30_000;

	private UnusedPort() {
	}

	/**
	 * Returns one at which nobody listens.
	 */
	public static int find() {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// Another one, then.
			}
		}
	}

}
