# One machine of eleven workers, 100 calls a second of 100 ms: how many of them wait? A formula says 68.2%.
import ciw

network = ciw.create_network(
    arrival_distributions=[ciw.dists.Exponential(100)],
    service_distributions=[ciw.dists.Exponential(10)],
    number_of_servers=[11],
)
for seed in range(5):
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(120)
    waits = [one.waiting_time for one in simulation.get_all_records() if one.arrival_date > 20]
    print(f"seed {seed}: {sum(wait > 0 for wait in waits) / len(waits):.1%} wait")
