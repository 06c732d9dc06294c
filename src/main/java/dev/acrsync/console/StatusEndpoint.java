package dev.acrsync.console;

import dev.acrsync.database.SharedReading;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.stereotype.Component;

/**
 * Shows how things are at a glance: {@code /actuator/status}.
 */
@Component
@WebEndpoint(id = "status")
class StatusEndpoint {

	private final SharedReading<StatusDocument> status;

	StatusEndpoint(SharedReading<StatusDocument> status) {
		this.status = status;
	}

	@ReadOperation
	StatusDocument status() {
		return this.status.get();
	}

}
