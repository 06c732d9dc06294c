package dev.acrsync.ports;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;

/**
 * Refuses an operator's order with a field that is not known: a narrower one that is
 * misspelt would be carried out for everything.
 */
final class KnownFieldsAdvisor implements OperationInvokerAdvisor {

	@Override
	public OperationInvoker apply(EndpointId endpointId, OperationType operationType, OperationParameters parameters,
			OperationInvoker invoker) {
		if (operationType != OperationType.WRITE) {
			return invoker;
		}
		Set<String> known = parameters.stream()
			.map(OperationParameter::getName)
			.collect(Collectors.toCollection(TreeSet::new));
		return (context) -> {
			if (!known.containsAll(context.getArguments().keySet())) {
				String reason = "Nothing was done: a field is none of " + String.join(", ", known);
				throw new InvalidEndpointRequestException(reason, reason);
			}
			return invoker.invoke(context);
		};
	}

}
