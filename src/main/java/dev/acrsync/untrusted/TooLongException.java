package dev.acrsync.untrusted;

import java.io.IOException;
import java.io.Serial;

/**
 * An answer has more bytes, or items, than are read.
 */
public final class TooLongException extends IOException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Says how many bytes would have been read.
	 */
	public TooLongException(long bytes) {
		this("more than %d bytes".formatted(bytes));
	}

	TooLongException(String what) {
		super(what);
	}

}
