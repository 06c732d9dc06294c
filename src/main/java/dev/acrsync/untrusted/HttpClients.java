package dev.acrsync.untrusted;

import java.net.http.HttpClient;
import java.util.concurrent.Executors;

/**
 * Makes the HTTP clients that talk to registries and to Azure. Not with HTTP/2: there a
 * server may send 16 MiB before anybody wants to read them.
 */
public final class HttpClients {

	/**
	 * What the header of one answer may hold; the JDK reads it once, with its first
	 * answer.
	 */
	private static final String MAX_HEADER = "jdk.http.maxHeaderSize";

	static {
		if (System.getProperty(MAX_HEADER) == null) {
			System.setProperty(MAX_HEADER, Integer.toString(64 * 1024));
		}
	}

	private HttpClients() {
	}

	/**
	 * Begins a client that follows no redirect, and reads answers on virtual threads.
	 * @param threads what the names of these begin with
	 */
	public static HttpClient.Builder builder(String threads) {
		return HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.executor(Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(threads, 0).factory()));
	}

}
