"""Recording: what GitHub delivers, and what the receiver calls then, as a scenario file.

    proxy, stored -> exchanges -> groups -> steps, expectations -> script -> writing

The proxy stands between GitHub and a receiver; stored deliveries are files. Both give exchanges, from
which secrets are gone. Groups tell what happened from what followed of it. Each group becomes a step,
and what the receiver called then becomes what is expected of it.
"""
