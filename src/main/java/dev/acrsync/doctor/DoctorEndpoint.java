package dev.acrsync.doctor;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.stereotype.Component;

/**
 * Says what is wrong, and what cures it: {@code /actuator/doctor}.
 */
@Component
@WebEndpoint(id = "doctor")
class DoctorEndpoint {

	private final Doctor doctor;

	DoctorEndpoint(Doctor doctor) {
		this.doctor = doctor;
	}

	@ReadOperation
	Diagnosis examine() {
		return this.doctor.examine();
	}

}
