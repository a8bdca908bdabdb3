"""Spain: the articles of law by the name of what rests on them; the former regulation has other numbers."""

from collections.abc import Mapping

# What the articles of RD 1155/2024 are in RD 557/2011.
FORMER = {165: 189, 166: 190, 167: 191, 168: 192, 169: 193, 170: 194, 171: 195, 172: 196, 173: 197, 174: 198}
UNSURE = (173, 174)


def articles(regulation: str, number: Mapping[int, int]) -> Mapping[str, str]:
    """Give the Spanish sources by the name of what rests on them."""

    def rd(article: int, paragraph: str = "") -> str:
        # The last two numbers of the former regulation are inferred from the order.
        unsure = " [U]" if article in UNSURE and number[article] != article else ""
        return f"{regulation} art. {number[article]}{paragraph}{unsure}"

    return {
        "locate": rd(166, ".1"),
        "take_into_care": f"LOEX art. 35.3; {rd(166, '.1')}",
        "check_records": f"LOEX art. 35.10; {rd(166, '.1')}",
        "decide_age": f"LOEX art. 35.3; {rd(166, '.4')}",
        "accept_age": f"LOEX art. 35.3; {rd(166)}",
        "age_settled": f"LOEX art. 35.3; {rd(166, '.4')}",
        "lowest_age": f"{rd(166, '.4')}",
        "appoint_guardian": "LOEX art. 35.4; LO 1/1996",
        "inform_child": rd(166, ".5"),
        "informed": rd(166, ".5"),
        "screen_asylum": "LOEX art. 59; Regulation 2024/1356 art. 13",
        "screen_trafficking": "LOEX art. 59 bis",
        "reflection": "LOEX art. 59 bis.2: at least 90 days",
        "file_origin_report": f"LOEX art. 35.5; {rd(167, '.3')}, {rd(167, '.5')}",
        "origin_report_filed": f"LOEX art. 35.5; {rd(168, '.1')}",
        "verify_receiver": rd(167, ".5"),
        "open_return": rd(168, ".1"),
        "return_opened": rd(168, ".1"),
        "notify_opening": rd(168, ".2"),
        "opening_notified": rd(168, ".2"),
        "plead": f"LOEX art. 35.6; {rd(169, '.1')}",
        "pleading_time": f"{rd(169, '.1')}: ten days from the day after notice",
        "answer_pleading": rd(169, ".3"),
        "raise_opposition": f"LOEX art. 35.6; {rd(169, '.1')}; STC 183/2008",
        "settle_opposition": f"LOEX art. 35.6; {rd(169, '.1')}",
        "report_protection": f"LOEX art. 35.5; {rd(169, '.2')}",
        "protection_report": f"LOEX art. 35.5; {rd(169, '.2')}",
        "hear_child": f"{rd(170, '.1')}; LO 1/1996 art. 9",
        "heard": f"{rd(170, '.1')}; LO 1/1996 art. 9",
        "decide_return": f"LOEX art. 35.5; {rd(170, '.2')}",
        "decide_stay": f"LOEX art. 35.5; {rd(170, '.2')}",
        "decision_time": f"LOEX art. 35.5; {rd(170, '.3')}: six months with notice",
        "lapse_opening": f"{rd(170, '.3')}; Law 39/2015 art. 25 [U]",
        "notify_decision": rd(170, ".2"),
        "decision_notified": rd(170, ".2"),
        "remedy_time": "LJCA art. 46 [U]: two months",
        "settle_court_case": rd(171, ".2"),
        "residence_wait": f"LOEX art. 35.7; {rd(172)}: 90 days",
        "open_residence": f"LOEX art. 35.7; {rd(172)}",
        "residence_time": f"{rd(172)}: one month",
        "grant_residence": rd(172),
        **dict.fromkeys(
            (
                "reach_majority",
                "plan_bridge",
                "open_bridge",
                "renew_residence",
                "keep_by_silence",
                "bridge_wait",
                "bridge_window",
                "bridge_due",
                "residence_kept",
                "close_of_age",
            ),
            f"{rd(173)}; {rd(174)}",
        ),
        "record_request": f"LOEX art. 35.5; {rd(167, '.3')}, {rd(167, '.5')}",
        "origin_asked": f"LOEX art. 35.5; {rd(167, '.3')}",
        "advise_remedies": rd(170, ".2"),
        "g02_identity": rd(168, ".1"),
        "g03_age": f"LOEX art. 35.3; {rd(166, '.4')}",
        "g04_guardian": "LO 1/1996",
        "g05_informed": rd(166, ".5"),
        "g06_asylum": "LOEX art. 59",
        "g07_trafficking": "LOEX art. 59 bis.2, 59 bis.5",
        "g08_origin_report": f"LOEX art. 35.5; {rd(167, '.3')}, {rd(168, '.1')}",
        "g09_receiver": f"LOEX art. 35.5; {rd(167, '.5')}",
        "g10_notified_opening": rd(168, ".2"),
        "g11_pleaded": f"{rd(169, '.1')}, {rd(169, '.3')}",
        "g12_heard": f"{rd(169, '.1')}, {rd(170, '.1')}; LO 1/1996 art. 9",
        "g13_defender": "LOEX art. 35.6",
        "g14_lawyer": rd(170, ".2"),
        "g15_protection_report": f"LOEX art. 35.5; {rd(169, '.2')}",
        "g19_decided": f"{rd(170, '.2')}, {rd(170, '.3')}",
        "g20_remedies": "no automatic suspension in Spanish law [U]",
        "g21_court_case": rd(171, ".2"),
    }


__all__ = ["FORMER", "articles"]
