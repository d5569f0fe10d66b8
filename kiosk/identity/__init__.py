"""Who a person is: card facts, the citizen number, codes, masked forms. Knows no hardware."""
