package dev.acrsync.arm;

import dev.acrsync.importtask.ImportTrouble;

/**
 * Azure Resource Manager gave no answer.
 */
class UnansweredException extends Exception {

	private static final long serialVersionUID = 1L;

	private final transient ImportTrouble trouble;

	private final boolean sent;

	UnansweredException(ImportTrouble trouble, boolean sent, Throwable cause) {
		super(trouble.message(), cause);
		this.trouble = trouble;
		this.sent = sent;
	}

	ImportTrouble trouble() {
		return this.trouble;
	}

	/**
	 * Tells whether the request may have got there.
	 */
	boolean isSent() {
		return this.sent;
	}

}
