package dev.acrsync.arm;

import dev.acrsync.pace.Pause;

/**
 * What Azure Resource Manager takes from one identity, for all targets together: 200
 * writes and ten more each second, 250 reads and 25 more. See <a href=
 * "https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling">how
 * requests are throttled</a>.
 */
record ArmBudget(RequestBudget writes, RequestBudget reads) {

	ArmBudget(Pause pause) {
		this(new RequestBudget(200, 10, pause), new RequestBudget(250, 25, pause));
	}

}
