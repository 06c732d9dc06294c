package dev.acrsync.console;

import dev.acrsync.comparison.ExplainEndpoint;
import dev.acrsync.comparison.ReconcileEndpoint;
import dev.acrsync.database.SharedReading;
import dev.acrsync.doctor.Doctor;
import dev.acrsync.ledgerfigures.ImportTries;
import dev.acrsync.records.ImageSearch;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.resumption.OperationRecords;
import dev.acrsync.settings.Settings;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Puts the pages on the operators' port, where that is one of its own: vendors are not
 * shown them. Boot finds it by its name, for the context of that port.
 */
class ConsolePortConfiguration {

	@Bean
	ServletRegistrationBean<ConsoleServlet> consoleServlet(Settings settings, SharedReading<StatusDocument> status,
			ImportRecords records, ImageSearch search, OperationRecords operations, ImportTries tries,
			ExplainEndpoint explain, ImportsEndpoint imports, ReconcileEndpoint comparison, Doctor doctor,
			Environment environment) {
		ImagePages images = new ImagePages(new ImageFinder(settings, search, records), records, search, operations,
				tries, explain, settings);
		ServletRegistrationBean<ConsoleServlet> servlet = new ServletRegistrationBean<>(new ConsoleServlet(status,
				images, new ActionPages(imports, comparison, doctor, status), settings.console()), "", "/console/*");
		servlet.setEnabled(ManagementPortType.get(environment) == ManagementPortType.DIFFERENT);
		return servlet;
	}

}
