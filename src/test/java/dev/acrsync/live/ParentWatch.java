package dev.acrsync.live;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Ends a process when this one ends, however it does: a shell waits for the end of what
 * it reads from us.
 */
final class ParentWatch implements AutoCloseable {

	private final Process shell;

	private ParentWatch(Process shell) {
		this.shell = shell;
	}

	static ParentWatch over(long pid) {
		try {
			return new ParentWatch(
					new ProcessBuilder("sh", "-c", "cat; kill " + pid).redirectOutput(ProcessBuilder.Redirect.DISCARD)
						.redirectError(ProcessBuilder.Redirect.DISCARD)
						.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Does what the end of this process does.
	 */
	void orphan() {
		try {
			this.shell.getOutputStream().close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Watches no longer.
	 */
	@Override
	public void close() {
		this.shell.destroyForcibly();
		orphan();
	}

}
