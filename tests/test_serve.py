"""What the front end is built with."""

from joint_account.serve import building_environment, serving_environment
from joint_account.settings import Settings


def test_the_packages_that_build_the_front_end_learn_no_setting(use_settings):
    use_settings(**dict.fromkeys((name.upper() for name in Settings.model_fields), "a-secret"))
    assert serving_environment()["SECRET_KEY"] == "a-secret"
    assert not [name for name, value in building_environment().items() if "a-secret" in value]
    assert building_environment()["PATH"]
