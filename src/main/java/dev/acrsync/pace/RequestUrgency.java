package dev.acrsync.pace;

/**
 * How urgent it is what a thread asks of a registry, or of Azure: where only so much is
 * taken, the more urgent goes first.
 */
public enum RequestUrgency {

	/**
	 * An image that was announced is waited for.
	 */
	ANNOUNCED,

	/**
	 * Another image is brought, which a comparison has found.
	 */
	IMPORT,

	/**
	 * It is looked whether something has changed. So is whatever nothing was said of.
	 */
	LOOK,

	/**
	 * Registries are compared.
	 */
	COMPARISON;

	private static final ScopedValue<RequestUrgency> CURRENT = ScopedValue.newInstance();

	/**
	 * Returns how urgent it is what this thread does.
	 */
	public static RequestUrgency current() {
		return CURRENT.orElse(LOOK);
	}

	/**
	 * Does something that is so urgent.
	 */
	public <T, X extends Throwable> T of(ScopedValue.CallableOp<? extends T, X> action) throws X {
		return ScopedValue.where(CURRENT, this).call(action);
	}

}
