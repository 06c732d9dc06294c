package dev.acrsync.storagequeue;

/**
 * A queue did not do what it was asked for.
 */
public final class QueueException extends Exception {

	private static final long serialVersionUID = 1L;

	/** How the queue answered; 0 if it did not. */
	private final int status;

	private final String code;

	QueueException(int status, String code, String message) {
		super(message);
		this.status = status;
		this.code = code;
	}

	/**
	 * Returns the status of its answer; 0 if there was none.
	 */
	public int status() {
		return this.status;
	}

	/**
	 * Returns Azure's name for what is wrong.
	 */
	public String code() {
		return this.code;
	}

	/**
	 * Tells whether another identity may do better.
	 */
	public boolean isRefusal() {
		return this.status == 401 || this.status == 403;
	}

	/**
	 * Tells whether the message is not ours any more.
	 */
	public boolean isGone() {
		return "MessageNotFound".equals(this.code) || "PopReceiptMismatch".equals(this.code);
	}

}
