package dev.acrsync.eventgrid;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;

/**
 * Tells the elements of a message's JSON array apart, whatever each of them holds: by its
 * brackets, texts and commas alone. A message that is no array is one element.
 */
final class ElementReader {

	private static final byte[] MARK = { (byte) 0xEF, (byte) 0xBB, (byte) 0xBF };

	private final byte[] ahead = new byte[8 * 1024];

	private final ByteArrayOutputStream element = new ByteArrayOutputStream();

	/** Which of the open brackets are those of objects. */
	private final BitSet objects = new BitSet();

	private final InputStream message;

	private final int maxElement;

	private int left;

	private int position;

	private int end;

	private int depth;

	private ReadingPhase phase = ReadingPhase.START;

	private boolean large;

	/**
	 * Reads a message, and does not close it.
	 * @param maxBytes how long it may be
	 * @param maxElement how long an element may be
	 */
	ElementReader(InputStream message, int maxBytes, int maxElement) {
		this.message = message;
		this.left = maxBytes;
		this.maxElement = maxElement;
	}

	/**
	 * Reads up to the end of the next element.
	 * @throws TooLongMessageException if the message is too long
	 * @throws IOException if the message does not come to its end
	 */
	ElementState next() throws IOException {
		this.element.reset();
		this.large = false;
		return switch (this.phase) {
			case START -> start();
			case FIRST, LATER -> inArray();
			case END -> ElementState.END;
		};
	}

	/**
	 * Returns the element that was read, if it is a whole one.
	 */
	byte[] json() {
		return this.element.toByteArray();
	}

	private ElementState start() throws IOException {
		int first = read();
		for (int i = 0; i < MARK.length && first == (MARK[i] & 0xFF); i++) {
			first = read();
		}
		while (isBlank(first)) {
			first = read();
		}
		if (first == '[') {
			this.phase = ReadingPhase.FIRST;
			return inArray();
		}
		this.phase = ReadingPhase.END;
		if (first < 0) {
			return ElementState.END;
		}
		for (int one = first; one >= 0; one = read()) {
			keep(one);
		}
		return state();
	}

	private ElementState inArray() throws IOException {
		boolean blank = true;
		int one = read();
		while (one >= 0) {
			if (this.depth == 0 && one == ',') {
				this.phase = ReadingPhase.LATER;
				return state();
			}
			if (this.depth == 0 && one == ']') {
				boolean none = blank && this.phase == ReadingPhase.FIRST;
				end();
				return none ? ElementState.END : state();
			}
			blank &= isBlank(one);
			keep(one);
			if (one == '"') {
				keepText();
			}
			else if (!isInOrder(one)) {
				break;
			}
			one = read();
		}
		end();
		return ElementState.LOST;
	}

	private void keepText() throws IOException {
		int one = read();
		while (one >= 0) {
			keep(one);
			if (one == '"') {
				return;
			}
			if (one == '\\') {
				keep(read());
			}
			one = read();
		}
	}

	/**
	 * Counts brackets, and tells whether each closes the one that is open.
	 */
	private boolean isInOrder(int one) {
		if (one == '{' || one == '[') {
			this.objects.set(this.depth++, one == '{');
		}
		else if (one == '}' || one == ']') {
			return this.depth > 0 && this.objects.get(--this.depth) == (one == '}');
		}
		return true;
	}

	/**
	 * Reads the rest, to see that the message has come to its end.
	 */
	private void end() throws IOException {
		this.phase = ReadingPhase.END;
		while (read() >= 0) {
			this.position = this.end;
		}
	}

	private ElementState state() {
		return this.large ? ElementState.TOO_LARGE : ElementState.WHOLE;
	}

	private void keep(int one) {
		if (this.element.size() < this.maxElement) {
			this.element.write(one);
		}
		else {
			this.large = true;
		}
	}

	private static boolean isBlank(int one) {
		return one == ' ' || one == '\t' || one == '\r' || one == '\n';
	}

	private int read() throws IOException {
		if (this.position == this.end) {
			int count = this.message.read(this.ahead, 0, this.ahead.length);
			this.left -= Math.max(0, count);
			if (this.left < 0) {
				throw new TooLongMessageException();
			}
			this.position = 0;
			this.end = Math.max(0, count);
			if (this.end == 0) {
				return -1;
			}
		}
		return this.ahead[this.position++] & 0xFF;
	}

	/**
	 * How far the reading is.
	 */
	private enum ReadingPhase {

		START, FIRST, LATER, END

	}

	/**
	 * What was found.
	 */
	enum ElementState {

		/** An element. */
		WHOLE,

		/** An element that is too long. */
		TOO_LARGE,

		/** What cannot be told apart, up to the end of the message. */
		LOST,

		/** The end of the message. */
		END

	}

	/**
	 * A message has more than it may.
	 */
	static final class TooLongMessageException extends IOException {

		private static final long serialVersionUID = 1L;

	}

}
