package dev.acrsync.listeners;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP/1.1 over a {@link HoldingEndpoint}. Tomcat makes it by its name.
 */
public final class HoldingProtocol extends Http11NioProtocol {

	private final HeldConnections held;

	/**
	 * Made by Tomcat.
	 */
	public HoldingProtocol() {
		this(new HoldingEndpoint());
	}

	private HoldingProtocol(HoldingEndpoint endpoint) {
		super(endpoint);
		this.held = endpoint.held();
	}

	HeldConnections held() {
		return this.held;
	}

}
