package dev.acrsync.listeners;

import java.io.IOException;
import java.util.Optional;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Notes of each connection when a request begins and ends.
 */
final class HoldingValve extends ValveBase {

	private final boolean closing;

	/**
	 * Makes a valve.
	 * @param closing whether the connection of a sender that is not trusted ends with its
	 * first answer
	 */
	HoldingValve(boolean closing) {
		super(true);
		this.closing = closing;
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		Optional<HeldConnection> connection = find(request);
		connection.ifPresent((it) -> {
			request.setAttribute(HeldConnection.ATTRIBUTE, it);
			it.begins(request.getCoyoteRequest(), this.closing);
		});
		try {
			getNext().invoke(request, response);
		}
		finally {
			connection.ifPresent(HeldConnection::ends);
		}
	}

	private static Optional<HeldConnection> find(Request request) {
		return (request.getConnector().getProtocolHandler() instanceof HoldingProtocol protocol)
				? protocol.held().find(request.getPeerAddr(), request.getRemotePort()) : Optional.empty();
	}

}
