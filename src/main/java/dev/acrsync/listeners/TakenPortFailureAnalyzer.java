package dev.acrsync.listeners;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.annotation.Order;

/**
 * Says which setting changes a port that is taken.
 */
@Order(0)
class TakenPortFailureAnalyzer extends AbstractFailureAnalyzer<PortInUseException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PortInUseException cause) {
		return new FailureAnalysis("Port " + cause.getPort() + " is taken by another process.",
				"End that, or choose others with --server.port=<port> for webhooks (SERVER_PORT) and "
						+ "--management.server.port=<port> for operators (MANAGEMENT_SERVER_PORT).",
				cause);
	}

}
