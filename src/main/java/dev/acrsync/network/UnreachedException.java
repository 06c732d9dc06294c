package dev.acrsync.network;

import java.net.ConnectException;

/**
 * A request did not get to its host. The message says why, and what to do, and holds no
 * secret.
 */
public class UnreachedException extends ConnectException {

	private static final long serialVersionUID = 1L;

	private final String where;

	private final String obstacle;

	/**
	 * Takes what was on the way.
	 */
	public UnreachedException(HostRoute route, NetworkObstacle obstacle) {
		super(route + " cannot be reached: " + obstacle);
		this.where = route.toString();
		this.obstacle = obstacle.toString();
	}

	/**
	 * Returns where it was to go to, and through which proxy.
	 */
	public String where() {
		return this.where;
	}

	/**
	 * Returns why it did not get there, and what to do.
	 */
	public String obstacle() {
		return this.obstacle;
	}

}
