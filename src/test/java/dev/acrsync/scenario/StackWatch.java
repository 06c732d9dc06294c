package dev.acrsync.scenario;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Remembers the deepest stack of our own that an import has when it is about to send
 * something, to a registry or to Azure: then it looks whether a proxy is on the way.
 */
final class StackWatch extends ProxySelector implements AutoCloseable {

	private final ProxySelector others = ProxySelector.getDefault();

	private List<String> deepest = List.of();

	private StackWatch() {
	}

	/**
	 * Watches all imports of this process until it is closed.
	 */
	static StackWatch begin() {
		StackWatch watch = new StackWatch();
		setDefault(watch);
		return watch;
	}

	@Override
	public List<Proxy> select(URI address) {
		if (Thread.currentThread().getName().startsWith("import-")) {
			look();
		}
		return this.others.select(address);
	}

	private synchronized void look() {
		List<String> own = new ArrayList<>();
		StackWalker.getInstance()
			.forEach((frame) -> own
				.add(frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber()));
		own.removeIf((frame) -> !frame.startsWith("dev.acrsync.") || frame.startsWith(StackWatch.class.getName()));
		if (own.size() > this.deepest.size()) {
			this.deepest = own;
		}
	}

	@Override
	public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
		this.others.connectFailed(address, proxy, failure);
	}

	/**
	 * Returns the deepest one, each frame as class, method and line.
	 */
	synchronized List<String> deepest() {
		return List.copyOf(this.deepest);
	}

	@Override
	public void close() {
		setDefault(this.others);
	}

}
